type Props = Record<string, string | ((event: Event) => void)>

/** An element with attributes, listeners (`onclick`) and children; text only, so that no CSP or Trusted Type objects. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'string') element.setAttribute(name, value)
    else element.addEventListener(name.slice(2), value)
  }
  element.append(...children)
  return element
}
