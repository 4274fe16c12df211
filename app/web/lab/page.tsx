import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { me } from '../accounts/session.ts';
import { Heading } from '../shell/heading.tsx';
import { NotFound } from '../shell/not-found.tsx';
import { Skeleton } from './skeleton.tsx';

const loaded = signal<ComponentType | undefined>(undefined);
const failed = signal(false);

/** The Lab, for admins. It is loaded, with its charts, when it is first opened. */
export function LabPage() {
  const isAdmin = me.value?.admin === true;
  useEffect(() => {
    if (isAdmin) void load();
  }, [isAdmin]);
  const Laboratory = loaded.value;
  if (!isAdmin) return <NotFound what="page" />;
  if (Laboratory) return <Laboratory />;
  return (
    <div class="lab">
      <Heading title="Lab" />
      {failed.value ? (
        <p class="empty-text">The page couldn't be loaded. Reload to try again.</p>
      ) : (
        <Skeleton />
      )}
    </div>
  );
}

async function load(): Promise<void> {
  try {
    loaded.value = (await import('./laboratory.tsx')).Laboratory;
    failed.value = false;
  } catch {
    failed.value = true;
  }
}
