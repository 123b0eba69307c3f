import { type Socket, connect } from 'node:net';

/** An answer as it came. `firstByteUs` is when its body began, after the request was sent. */
export type Reply = { status: number; text: string; firstByteUs: number };

/** A connection that is kept alive and carries one request at a time. */
export type HttpLine = { send(request: string): Promise<Reply>; close(): void };

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const EMPTY = Buffer.alloc(0);

type Head = { status: number; length: number; isChunked: boolean };

function headOf(text: string): Head {
  const length = /\r\ncontent-length: *(\d+)/i.exec(text);
  const status = Number(text.slice(9, 12));
  const isChunked = /\r\ntransfer-encoding: *chunked/i.test(text);
  return { status, length: length ? Number(length[1]) : 0, isChunked };
}

/** The body in chunks (RFC 9112, 7.1), or null where its end has not come yet. */
function unchunk(bytes: Buffer): Buffer | null {
  if (bytes.length < 5 || !bytes.subarray(-5).equals(Buffer.from('0\r\n\r\n'))) return null;
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, end), 16);
    if (size === 0) return Buffer.concat(parts);
    const from = end + 2;
    if (from + size + 2 > bytes.length) return null;
    parts.push(bytes.subarray(from, from + size));
    at = from + size + 2;
  }
}

/**
 * Opens a connection. It is this small because the generator shares its cores with what it measures: an HTTP client that costs more
 * than the server's own work would hide the server.
 */
export async function openLine(host: string, port: number): Promise<HttpLine> {
  const socket: Socket = connect({ host, port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  type Waiting = { resolve: (reply: Reply) => void; reject: (error: Error) => void; sentAt: number };
  let waiting: Waiting | null = null;
  let parts: Buffer[] = [];
  let size = 0;
  let head: Head | null = null;
  let firstByteUs = 0;

  function finish(body: Buffer): void {
    const done = waiting;
    const status = head!.status;
    [waiting, parts, size, head] = [null, [], 0, null];
    done?.resolve({ status, text: body.toString('utf8'), firstByteUs });
  }

  function look(): void {
    if (!head) {
      const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
      const end = bytes.indexOf(END_OF_HEAD);
      if (end < 0) return void (parts = [bytes]);
      head = headOf(bytes.toString('latin1', 0, end));
      const rest = bytes.subarray(end + 4);
      firstByteUs = 0;
      [parts, size] = [rest.length > 0 ? [rest] : [], rest.length];
    }
    if (firstByteUs === 0 && (size > 0 || head.length === 0))
      firstByteUs = (performance.now() - waiting!.sentAt) * 1000;
    if (head.isChunked) {
      const last = parts.at(-1) ?? EMPTY;
      // Its end is looked for only where it can be.
      if (last.length < 5 || last.at(-1) === 10) {
        const body = unchunk(Buffer.concat(parts));
        if (body) finish(body);
      }
    } else if (size >= head.length) finish(parts.length === 1 ? parts[0]! : Buffer.concat(parts));
  }

  socket.on('data', (chunk: Buffer) => {
    parts.push(chunk);
    size += chunk.length;
    look();
  });
  const fail = (error: Error) => waiting?.reject(error);
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the server closed the connection')));
  return {
    send(request) {
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject, sentAt: performance.now() };
        socket.write(request);
      });
    },
    close: () => socket.destroy(),
  };
}
