import { expect, test } from 'vitest';
import { narrativeFault } from './narrative.ts';

const XMLNS = 'xmlns="http://www.w3.org/1999/xhtml"';

test.each([
  `<div ${XMLNS}>Hello</div>`,
  '<div>a &lt; b &amp; c &#160;&nbsp;</div>',
  '<div><p class="x">a<br/>b</p><!-- note --><ul><li>1</li></ul></div>',
  '  <div><img src="#pic" alt="x"/></div>\n',
  `<div><a href='https://example.org/?a=1&amp;b=2'>x</a></div>`,
])('takes %s', (div) => expect(narrativeFault(div)).toBeNull());

test.each([
  ['hello', 'must be one <div>'],
  ['<p>x</p>', 'must be one <div>'],
  ['<div>x', 'does not close <div>'],
  ['<div><b>x</div>', 'closes <div> where <b> is open'],
  ['<div>x</div><div>y</div>', 'content after'],
  ['<div>x</div>y', 'content after'],
  ['<div> </div>', 'white space'],
  ['<div/>', 'white space'],
  ['<div>a & b</div>', '&amp;'],
  ['<div>a < b</div>', 'well-formed'],
  ['<div><script>x</script></div>', '<script>'],
  ['<div><SCRIPT>x</SCRIPT></div>', '<SCRIPT>'],
  ['<div><iframe src="x"/></div>', '<iframe>'],
  ['<div><form>x</form></div>', '<form>'],
  ['<div><p onclick="x()">a</p></div>', 'event handler'],
  ['<div onLoad="x()">a</div>', 'event handler'],
  ['<div><a href="javascript:x()">a</a></div>', 'runs a script'],
  ['<div><a href=" java&#x73;cript:x()">a</a></div>', 'runs a script'],
  ['<div><a href="java&#10;script&colon;x()">a</a></div>', 'runs a script'],
  ['<div><a href=x>a</a></div>', 'well-formed'],
])('refuses %s', (div, wanted) => expect(narrativeFault(div)).toContain(wanted));
