import type { OwnAttack } from './attack.ts';

const WRITING = 'test/access/attacks-by-writing.test.ts';
const TIME = 'test/access/attacks-by-time.test.ts';
const DOOR = 'test/access/attacks-at-the-door.test.ts';

const open = 'what is hidden, opened';
const own = (id: string, how: string, shows: string, file: string, name: string): OwnAttack => ({
  id,
  how,
  shows,
  test: [file, name],
});

/** Those that a test of their own holds. */
export const OWN_ATTACKS: Record<string, OwnAttack[]> = {
  'By what is written': [
    own('labels-put', 'put without the labels, or with none', open, WRITING, 'labels stay, whatever is put'),
    own('labels-patch', 'patch the labels away', open, WRITING, 'labels stay, whatever is put'),
    own(
      'labels-not',
      'say of labels that they are not wanted',
      open,
      WRITING,
      'nobody says that a label is not wanted',
    ),
    own(
      'labels-programme',
      'add the label of one’s own site as the programme',
      open,
      WRITING,
      'nobody says that a label is not wanted',
    ),
    own(
      'labels-contained',
      'labels in contained resources',
      open,
      WRITING,
      'what is contained brings no labels of its own',
    ),
    own('labels-encounter', 'take it out of its visit', open, WRITING, 'what belongs to a visit keeps its labels'),
    own('move', 'move it to another patient', open, WRITING, 'moved to another patient it is as sensitive as it was'),
    own('again', 'delete it and make it again', open, WRITING, 'deleted and made again it is as sensitive as it was'),
    own(
      'taken',
      'put to its id',
      'more than that the id is taken',
      WRITING,
      'an id that is taken by what is hidden says no more',
    ),
    own(
      'taken-strict',
      'put to its id where the server gives the ids',
      'that it is there',
      WRITING,
      'where ids are given by the server',
    ),
    own(
      'consent-self',
      'write a consent that lets oneself in',
      open,
      WRITING,
      'nobody lets themselves in by a consent that they write',
    ),
    own(
      'consent-lift',
      'end a refusal that is about oneself',
      open,
      WRITING,
      'nobody takes a refusal away that is about themselves',
    ),
    own(
      'guest-write',
      'write into another’s record as a guest of what is written',
      'a forged record',
      WRITING,
      'a token bound to a patient writes into nobody else’s record',
    ),
    own(
      'guest-read',
      'read the others of what is shared',
      'their records',
      WRITING,
      'a guest in what is shared sees that and no more',
    ),
    own(
      'visit-labels',
      'refer to a guessed visit, and look at the labels',
      'that it is a programme’s',
      WRITING,
      'a sensitive visit is not to be found out',
    ),
  ],
  'By time': [
    own(
      'stream',
      'follow the stream, live and from its beginning',
      'that it is there, and who wrote it',
      TIME,
      'a stream tells nobody of what they do not see',
    ),
    own(
      'stream-later',
      'follow from before it was labelled',
      'that it is there',
      TIME,
      'what was open when it was told of, and is hidden now',
    ),
    own(
      'stream-revoked',
      'resume from before a revocation',
      'what was seen then',
      TIME,
      'who resumes from before a revocation',
    ),
    own(
      'stream-position',
      'positions that are none, and others’ charts',
      'that there is such a patient',
      TIME,
      'a position that is none is refused',
    ),
    own(
      'version-earlier',
      'read a version from before the label was taken away',
      'what was hidden',
      TIME,
      'a version that was hidden stays so',
    ),
    own(
      'history-fullness',
      'the history of a type, one by one',
      'a page that is not full',
      TIME,
      'the history of a type has full pages',
    ),
    own(
      'cursor',
      'another’s cursor, one of another question, a changed one',
      'their place',
      TIME,
      'a cursor is of no use to anybody else',
    ),
    own(
      'cursor-revoked',
      'a cursor from before a revocation',
      'what was seen then',
      TIME,
      'a cursor from before a revocation',
    ),
  ],
  'At the door': [
    own(
      'csrf',
      'a change by another page, with the cookie',
      'a forged change',
      DOOR,
      'another page changes nothing by the cookie',
    ),
    own(
      'csrf-form',
      'a form that says it is JSON',
      'a forged change',
      DOOR,
      'a form of another page is no request of ours',
    ),
    own('csrf-get', 'a GET with side effects', 'a forged change', DOOR, 'no GET changes anything'),
    own(
      'cookie',
      'a cookie that scripts or other pages reach',
      'the session',
      DOOR,
      'a cookie is for this server’s own pages',
    ),
    own('cors', 'read across origins with the cookie', 'the record', DOOR, 'other pages read nothing with the cookie'),
    own(
      'host',
      'a host header that is none, or another',
      'links to elsewhere',
      DOOR,
      'a host that is none stands in no link',
    ),
    own(
      'header-injection',
      'line ends in ids and parameters',
      'a header of one’s own',
      DOOR,
      'nothing that is sent makes a header, or a line',
    ),
    own(
      'smuggling',
      'a request within a request, endless headers',
      'somebody else’s answer',
      DOOR,
      'requests within requests and headers without end',
    ),
    own('traversal', 'a path out of the app’s folder', 'files', DOOR, 'no file outside of the app’s own is served'),
    own(
      'log-injection',
      'lines and names in what is logged',
      'a forged line, a name in a log',
      DOOR,
      'no log line holds what was sent',
    ),
    own(
      'ssrf',
      'addresses in resources that point inward',
      'what stands there',
      DOOR,
      'no address that stands in a resource is fetched',
    ),
    own(
      'idor',
      'every address of the app with others’ ids',
      'their records',
      DOOR,
      'every address of the app that is about somebody’s record',
    ),
  ],
  'By the clock': [
    own(
      'clock',
      'two hundred of each, timed: reads, versions, histories, labels, searches',
      'that it is there',
      'test/access/attacks-by-clock.test.ts',
      'takes as long of what is hidden as of what is not there',
    ),
  ],
  'At random': [
    own(
      'random',
      'three hundred questions put together at random',
      'any of it',
      'test/access/attacks-at-random.test.ts',
      'nothing that is hidden stands in any answer',
    ),
  ],
};
