/** Enough XML to read the published suites: elements, attributes, text, CDATA, the five entities. No DTD, no namespaces. */
export type Xml = { name: string; attributes: Record<string, string>; children: (Xml | string)[]; source: string };

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([^\s>]+)\s*>|<([^\s/>]+)((?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/g;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    return decimal ? String.fromCodePoint(Number(decimal)) : (ENTITIES[name] ?? whole);
  });
}

/** The root element of a document; `source` is each element's own text. */
export function readXml(text: string): Xml {
  const root: Xml = { name: '', attributes: {}, children: [], source: text };
  const open: { element: Xml; start: number }[] = [{ element: root, start: 0 }];
  for (const token of text.replace(/^\uFEFF/, '').matchAll(TOKEN)) {
    const [whole, cdata, closed, name, attributes = '', selfClosed, plain] = token;
    const top = open.at(-1)!.element;
    if (cdata !== undefined) top.children.push(cdata);
    else if (plain !== undefined) top.children.push(unescapeXml(plain));
    else if (closed !== undefined) {
      const { element, start } = open.pop()!;
      if (element.name !== closed) throw new Error(`</${closed}> closes <${element.name}>`);
      element.source = text.slice(start, token.index + whole.length);
    } else if (name !== undefined) {
      const pairs = [...attributes.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)];
      const element: Xml = {
        name,
        attributes: Object.fromEntries(pairs.map((pair) => [pair[1]!, unescapeXml(pair[2] ?? pair[3] ?? '')])),
        children: [],
        source: whole,
      };
      top.children.push(element);
      if (!selfClosed) open.push({ element, start: token.index });
    }
  }
  return elementsOf(root)[0]!;
}

/** The child elements, those of a name where one is given. */
export function elementsOf(xml: Xml, name?: string): Xml[] {
  return xml.children.filter((child): child is Xml => typeof child !== 'string' && (!name || child.name === name));
}

/** The text directly in an element. */
export function textOf(xml: Xml): string {
  return xml.children.filter((child) => typeof child === 'string').join('');
}
