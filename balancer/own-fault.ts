/** What a connection fails with when this machine or process has run out of something. */
const codes = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'EAGAIN']);

/** Whether it was the balancer that couldn't connect: never to be held against a server. */
export function isOwnFault(error: NodeJS.ErrnoException): boolean {
  return error.code !== undefined && codes.has(error.code);
}
