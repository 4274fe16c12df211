import { Heading } from './heading.tsx';

/** For an address that leads nowhere. */
export function NotFound({ what }: { what: string }) {
  return (
    <>
      <Heading title="Nothing here" />
      <p class="empty-text">
        There is no such {what}, or it isn't yours. <a href="/today">Go to Today</a>
      </p>
    </>
  );
}
