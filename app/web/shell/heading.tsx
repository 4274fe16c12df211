import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

interface Props {
  title: string;
  note?: string | undefined;
  children?: ComponentChildren;
}

/** A page's heading, which is the document's title as well; `children` are its buttons. */
export function Heading({ title, note, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Trio`;
  }, [title]);
  return (
    <div class="heading">
      <div class="heading-text">
        <h1 tabIndex={-1} dir="auto">
          {title}
        </h1>
        {note && <p>{note}</p>}
      </div>
      {children}
    </div>
  );
}
