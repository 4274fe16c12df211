import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian keeps daemons, which is not on everybody's PATH. */
const daemonFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The full path of a program on the PATH, in the folders of daemons, or in `folders`. */
export function findProgram(name: string, folders: string[] = []): string | undefined {
  const path = process.env.PATH?.split(delimiter) ?? [];
  return [...path, ...daemonFolders, ...folders]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
