/** How an app may look to fit in: http://hl7.org/fhir/smart-app-launch/app-launch.html#styling. The colours are the light scheme's. */
export const STYLE_TEXT = JSON.stringify({
  color_background: '#ffffff',
  color_error: '#b3261e',
  color_highlight: '#1d56c4',
  color_modal_backdrop: 'rgba(23, 32, 42, 0.4)',
  color_success: '#1e6f3e',
  color_text: '#17202a',
  dim_border_radius: '6px',
  dim_font_size: '14px',
  dim_spacing_size: '16px',
  font_family_body: 'Inter, system-ui, sans-serif',
  font_family_heading: 'Inter, system-ui, sans-serif',
});
