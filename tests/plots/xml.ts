/** A strict reader of plain XML for tests: elements, attributes and text, no doctypes, comments or processing. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text directly inside. */
  readonly text: string;
}

const TOKEN = /<\/([\w:-]+)\s*>|<([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
const ENTITY = /&(?:(amp|lt|gt|quot)|#(\d+));/g;
const CHARACTERS: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

/** The root element. Throws where the text is not well formed. */
export function parseXml(source: string): XmlElement {
  const root = { name: "", attributes: new Map(), children: [] as XmlElement[], text: "" };
  const open = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const [, closed, opened, attributes = "", isEmpty, text] = TOKEN.exec(source) ?? fail(source, at);
    const inner = open.at(-1)!;
    if (text !== undefined) inner.text += decoded(text);
    else if (closed !== undefined) {
      if (inner.name !== closed || open.length === 1) fail(source, at);
      open.pop();
    } else {
      const element = { name: opened!, attributes: attributesOf(attributes), children: [], text: "" };
      inner.children.push(element);
      if (isEmpty === "") open.push(element);
    }
  }
  if (open.length > 1 || root.children.length !== 1 || root.text.trim() !== "") fail(source, source.length);
  return root.children[0]!;
}

/** The element and all inside it with a name. */
export function elementsNamed(element: XmlElement, name: string): XmlElement[] {
  const inside = element.children.flatMap((child) => elementsNamed(child, name));
  return element.name === name ? [element, ...inside] : inside;
}

function attributesOf(source: string): Map<string, string> {
  const pairs = [...source.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name, value]) =>
    [name!, decoded(value!)] as const
  );
  const attributes = new Map(pairs);
  if (attributes.size !== pairs.length) throw new Error(`an attribute is there twice: ${source}`);
  return attributes;
}

function decoded(text: string): string {
  // deno-lint-ignore no-control-regex
  if (/[\0-\x08\x0b\x0c\x0e-\x1f]/.test(text)) throw new Error("a character that XML does not have");
  if (text.replace(ENTITY, "").includes("&")) throw new Error(`a bare ampersand: ${text}`);
  return text.replace(
    ENTITY,
    (_, name, code) => name ? CHARACTERS[name]! : String.fromCodePoint(Number(code)),
  );
}

function fail(source: string, at: number): never {
  throw new Error(`not well formed: ${source.slice(at, at + 60)}`);
}
