import { WORD, SECRET_IDENTIFIER, type TwinAttack, find, get, secret, send } from './attack.ts';

const match = 'it among the matches';

function of(id: string, how: string, shows: string, query: string, type = 'Observation', blind?: string): TwinAttack {
  return { id, how, shows, ask: (who) => find(who, type, query), ...(blind === undefined ? {} : { blind }) };
}

/** By what stands in it: every kind of parameter, and every way to shape, sort, count and page. */
export const SEARCHES: TwinAttack[] = [
  of('search-type', 'all of a type', match, ''),
  {
    id: 'search-id',
    how: '_id of a guessed id',
    shows: match,
    ask: (who) => get(`/fhir/Observation?_id=${secret(who)}`),
  },
  { id: 'search-patient', how: 'by the patient', shows: match, ask: (who) => get(`/fhir/Observation?patient=${who}`) },
  {
    id: 'search-identifier',
    how: 'by a known identifier',
    shows: match,
    ask: (who) => get(`/fhir/Flag?identifier=${SECRET_IDENTIFIER}|${secret(who)}`),
  },
  {
    id: 'search-compartment',
    how: 'the compartment of the patient',
    shows: match,
    ask: (who) => get(`/fhir/Patient/${who}/Observation`),
  },
  {
    id: 'search-compartment-all',
    how: 'all types of the compartment',
    shows: match,
    ask: (who) => get(`/fhir/Patient/${who}/*?_tag=urn:twin|${who}`),
  },
  {
    id: 'search-compartment-encounter',
    how: 'the compartment of the hidden visit',
    shows: match,
    ask: (who) => get(`/fhir/Encounter/${secret(who)}/Observation`),
  },
  {
    id: 'search-several',
    how: 'several types at once',
    shows: match,
    ask: (who) => get(`/fhir?_type=Observation,Encounter,Flag&_tag=urn:twin|${who}`),
  },
  {
    id: 'search-post',
    how: 'by POST',
    shows: match,
    ask: (who) =>
      send('POST', '/fhir/Observation/_search', `patient=${who}`, {
        'content-type': 'application/x-www-form-urlencoded',
      }),
  },
  of('search-security', '_security=42CFRPart2', match, '_security=42CFRPart2'),
  of(
    'search-security-not',
    '_security:not=42CFRPart2',
    'what else there is, by what is left out',
    '_security:not=42CFRPart2',
    'Observation',
    'what is left out is not there',
  ),
  of('search-security-missing', '_security:missing=false', match, '_security:missing=false'),
  of('search-missing', 'encounter:missing=false', match, 'encounter:missing=false'),
  of('search-missing-true', 'identifier:missing=true', 'by what is left out', 'identifier:missing=true'),
  of('search-not', 'code:not=', match, 'code:not=http://loinc.org|1-1'),
  of('search-reason', 'by a sensitive code', match, 'reason-code=F10.20', 'Encounter'),
  of(
    'search-reason-text',
    'by the text of a sensitive code',
    match,
    `reason-code:text=${WORD}%20treatment`,
    'Encounter',
  ),
  of('search-quantity', 'by a range of values, halved again and again', 'the value', 'value-quantity=gt150'),
  of('search-date', 'by a range of times', 'when it was', 'date=gt2026-11-01'),
  of('search-last-updated', '_lastUpdated', match, '_lastUpdated=gt2020-01-01'),
  of('search-content', 'words of its content', match, `_content=${WORD}`),
  of('search-text', 'words of its narrative', match, `_text=${WORD}`),
  {
    id: 'search-list',
    how: 'by a List that names it',
    shows: match,
    ask: (who) => get(`/fhir/Observation?_list=${who}-list`),
  },
  of('search-filter', '_filter, which is not served', match, `_filter=note co "${WORD}"`),
  of('search-query', '_query and made-up parameters', match, `_query=all&security=off&_access=all&showHidden=true`),
  of('search-elements', '_elements=id', 'its id', '_elements=id'),
  of('search-summary-text', '_summary=text', 'its narrative', '_summary=text'),
  of('search-contained', '_contained=both', match, '_contained=both'),
  of('search-sort-date', 'sorted by date, the first alone', 'that something stands before', '_sort=-date&_count=1'),
  of(
    'search-sort-value',
    'sorted by value, the first alone',
    'that something is larger',
    '_sort=-value-quantity&_count=1',
  ),
  of(
    'search-sort-updated',
    'sorted by change, the first alone',
    'that something changed later',
    '_sort=-_lastUpdated&_count=1',
  ),
  of('search-sort-id', 'sorted by id backwards', 'its place', '_sort=-_id&_count=2'),
  of('search-sort-security', 'sorted by label', 'its place', '_sort=_security&_count=2'),
  { ...of('search-pages', 'page by page, two at a time', 'a page that is not full', '_count=2'), pages: true },
  {
    ...of(
      'search-pages-sorted',
      'page by page, sorted by value',
      'a page that is not full',
      '_count=2&_sort=-value-quantity',
    ),
    pages: true,
  },
  {
    id: 'search-pages-types',
    how: 'several types page by page',
    shows: 'a page that is not full',
    ask: (who) => get(`/fhir?_type=Observation,Encounter,Flag&_tag=urn:twin|${who}&_count=2`),
    pages: true,
  },
  of('count-summary', '_summary=count', 'how many there are', '_summary=count'),
  of('count-total', '_total=accurate on a page of one', 'how many there are', '_total=accurate&_count=1'),
  of('count-estimate', '_total=estimate', 'about how many there are', '_total=estimate&_count=1'),
  of('count-zero', '_count=0', 'how many there are', '_count=0'),
  of('count-label', 'count by label', 'that there is one', '_security=SUD&_summary=count'),
  of('count-type', 'count of another type', 'that there is one', '_summary=count', 'Flag'),
  {
    id: 'count-several',
    how: 'count over several types',
    shows: 'how many there are',
    ask: (who) => get(`/fhir?_type=Observation,Encounter,Flag&_tag=urn:twin|${who}&_summary=count`),
  },
  {
    id: 'lastn',
    how: 'Observation/$lastn',
    shows: 'the latest, which is hidden',
    ask: (who) => get(`/fhir/Observation/$lastn?patient=${who}&code=8867-4&max=1`),
  },
  {
    id: 'lastn-max',
    how: '$lastn of more than there are',
    shows: match,
    ask: (who) => get(`/fhir/Observation/$lastn?patient=${who}&code=8867-4&max=50`),
  },
  { id: 'everything', how: 'Patient/$everything', shows: match, ask: (who) => get(`/fhir/Patient/${who}/$everything`) },
  {
    id: 'everything-pages',
    how: '$everything page by page',
    shows: 'a page that is not full',
    ask: (who) => get(`/fhir/Patient/${who}/$everything?_count=2`),
    pages: true,
  },
  {
    id: 'everything-since',
    how: '$everything with _since and _type',
    shows: match,
    ask: (who) => get(`/fhir/Patient/${who}/$everything?_since=2020-01-01T00:00:00Z&_type=Observation,Flag`),
  },
  {
    id: 'everything-care',
    how: '$everything of the days of the hidden visit',
    shows: match,
    ask: (who) => get(`/fhir/Patient/${who}/$everything?start=2026-11-08&end=2026-11-10`),
  },
  {
    id: 'history-list',
    how: 'the history of a type, of what a List names',
    shows: 'its versions',
    ask: (who) => get(`/fhir/Observation/_history?_list=${who}-list`),
  },
  {
    id: 'history-list-pages',
    how: 'the same one by one',
    shows: 'a page that is not full',
    ask: (who) => get(`/fhir/Flag/_history?_list=${who}-list&_count=1`),
    pages: true,
  },
];
