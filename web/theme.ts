/** Mantine, dressed in our tokens: its own blue, greys and sizes never show. */
import {
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

const accent: MantineColorsTuple = [
  '#E8EFFC',
  '#CFDDF8',
  '#A9C4F3',
  '#82AEFF',
  '#4F82E0',
  '#2F69D3',
  '#1D56C4',
  '#17479F',
  '#12397F',
  '#0D2A5F',
];
const gray: MantineColorsTuple = [
  '#F6F7F9',
  '#EEF1F4',
  '#E4E8ED',
  '#D5DAE1',
  '#7C8794',
  '#7C8794',
  '#6A7582',
  '#55606E',
  '#303B48',
  '#17202A',
];
const dark: MantineColorsTuple = [
  '#E8ECF1',
  '#C9D1DA',
  '#A3AEBB',
  '#768391',
  '#323C48',
  '#2A333D',
  '#1A2129',
  '#161C23',
  '#11161C',
  '#0D1116',
];

/** Buttons take their colours from tokens by variant; `color="act"` is the one exception, for destructive acts. */
const variantColorResolver: VariantColorsResolver = ({ variant, color }) => {
  const hue = color === 'act' ? 'var(--tl-act)' : 'var(--tl-accent)';
  const tint = color === 'act' ? 'var(--tl-act-tint)' : 'var(--tl-accent-tint)';
  switch (variant) {
    case 'filled':
      return {
        background: hue,
        hover: color === 'act' ? hue : 'var(--tl-accent-strong)',
        color: color === 'act' ? 'var(--tl-surface)' : 'var(--tl-on-accent)',
        border: '1px solid transparent',
      };
    case 'light':
      return { background: tint, hover: tint, color: hue, border: '1px solid transparent' };
    case 'subtle':
    case 'transparent':
      return { background: 'transparent', hover: 'var(--tl-sunk)', color: hue, border: '1px solid transparent' };
    default:
      return {
        background: 'var(--tl-surface)',
        hover: 'var(--tl-sunk)',
        color: hue,
        border: '1px solid var(--tl-control)',
      };
  }
};

const fromTokens: Record<`--${string}`, string> = {
  '--mantine-color-text': 'var(--tl-ink)',
  '--mantine-color-bright': 'var(--tl-ink)',
  '--mantine-color-body': 'var(--tl-surface)',
  '--mantine-color-dimmed': 'var(--tl-muted)',
  '--mantine-color-placeholder': 'var(--tl-muted)',
  '--mantine-color-anchor': 'var(--tl-accent)',
  '--mantine-color-error': 'var(--tl-act)',
  '--mantine-color-default': 'var(--tl-surface)',
  '--mantine-color-default-hover': 'var(--tl-sunk)',
  '--mantine-color-default-color': 'var(--tl-ink)',
  '--mantine-color-default-border': 'var(--tl-control)',
  '--mantine-color-disabled': 'var(--tl-sunk)',
  '--mantine-color-disabled-color': 'var(--tl-muted)',
  '--mantine-color-disabled-border': 'var(--tl-hairline)',
  '--mantine-color-accent-filled': 'var(--tl-accent)',
  '--mantine-color-accent-filled-hover': 'var(--tl-accent-strong)',
  '--mantine-color-accent-light': 'var(--tl-accent-tint)',
  '--mantine-color-accent-light-hover': 'var(--tl-accent-tint)',
  '--mantine-color-accent-light-color': 'var(--tl-accent)',
  '--mantine-color-accent-outline': 'var(--tl-accent)',
  '--mantine-color-accent-outline-hover': 'var(--tl-accent-tint)',
  '--mantine-color-accent-text': 'var(--tl-accent)',
  '--mantine-primary-color-filled': 'var(--tl-accent)',
  '--mantine-primary-color-filled-hover': 'var(--tl-accent-strong)',
  '--mantine-primary-color-light': 'var(--tl-accent-tint)',
  '--mantine-primary-color-light-hover': 'var(--tl-accent-tint)',
  '--mantine-primary-color-light-color': 'var(--tl-accent)',
  '--mantine-primary-color-contrast': 'var(--tl-on-accent)',
};

/** Mantine's own variables, pointed at the tokens (in both schemes, because Mantine sets them in both). */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: fromTokens,
  dark: fromTokens,
});

/** What lies over the page has a quiet edge; Mantine would draw it as strong as a control's. */
const overlay = {
  dropdown: { borderColor: 'var(--tl-hairline)' },
  divider: { borderColor: 'var(--tl-hairline)' },
  item: { '--menu-item-hover': 'var(--tl-sunk)' },
};

const veil = { color: 'var(--tl-veil)', backgroundOpacity: 1 };

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 3 },
  colors: { accent, blue: accent, gray, dark },
  white: '#FFFFFF',
  black: '#17202A',
  fontFamily: 'var(--tl-family)',
  headings: { fontFamily: 'var(--tl-family)', fontWeight: '600' },
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  lineHeights: { xs: '1rem', sm: '1.25rem', md: '1.25rem', lg: '1.5rem', xl: '1.625rem' },
  spacing: { xs: '0.25rem', sm: '0.5rem', md: '0.75rem', lg: '1rem', xl: '1.5rem' },
  radius: { xs: '4px', sm: '6px', md: '6px', lg: '10px', xl: '10px' },
  defaultRadius: 'sm',
  shadows: {
    xs: 'var(--tl-shadow)',
    sm: 'var(--tl-shadow)',
    md: 'var(--tl-shadow)',
    lg: 'var(--tl-shadow)',
    xl: 'var(--tl-shadow)',
  },
  breakpoints: { xs: '24.375em', sm: '48em', md: '62em', lg: '75em', xl: '90em' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  variantColorResolver,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Modal: { defaultProps: { transitionProps: { duration: 120 }, overlayProps: veil } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 }, overlayProps: veil } },
    Menu: { defaultProps: { transitionProps: { duration: 120 }, shadow: 'md' }, styles: overlay },
    Popover: { defaultProps: { transitionProps: { duration: 120 }, shadow: 'md' }, styles: overlay },
  },
});
