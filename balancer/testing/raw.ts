import { connect, type Socket } from 'node:net';

/**
 * Sends bytes as they are and resolves to all that came back once the server has closed, which they
 * should ask it to.
 */
export async function exchangeRaw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

/** Sends bytes, reads at most what the socket buffers, and leaves the connection open. */
export function openRaw(port: number, bytes: string): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(bytes);
  return socket;
}
