/**
 * Decompresses a block of Snappy's raw format, which Prometheus' remote write sends:
 * https://github.com/google/snappy/blob/main/format_description.txt
 */
export function decompress(block: Buffer): Buffer {
  const length = readVarint(block);
  const output = Buffer.alloc(length.value);
  let from = length.end;
  let to = 0;
  while (from < block.length) {
    const element = readElement(block, from);
    from = element.end;
    if (element.literal) to += element.literal.copy(output, to);
    // Byte by byte, because a copy may reach into what it is writing.
    for (let i = 0; i < element.copied; i += 1, to += 1) output[to] = output[to - element.offset]!;
  }
  if (to !== output.length) throw new Error(`${to} bytes of ${output.length}`);
  return output;
}

interface Element {
  literal?: Buffer;
  copied: number;
  offset: number;
  end: number;
}

function readElement(block: Buffer, at: number): Element {
  const tag = block.readUInt8(at);
  const upper = tag >> 2;
  switch (tag & 3) {
    case 0:
      return readLiteral(block, at + 1, upper);
    case 1:
      return {
        copied: 4 + (upper & 7),
        offset: ((tag >> 5) << 8) | block.readUInt8(at + 1),
        end: at + 2,
      };
    case 2:
      return { copied: upper + 1, offset: block.readUInt16LE(at + 1), end: at + 3 };
    default:
      return { copied: upper + 1, offset: block.readUInt32LE(at + 1), end: at + 5 };
  }
}

/** Lengths from 61 are in the one to four bytes that follow. */
function readLiteral(block: Buffer, at: number, upper: number): Element {
  const bytes = Math.max(0, upper - 59);
  const length = 1 + (bytes === 0 ? upper : block.readUIntLE(at, bytes));
  const end = at + bytes + length;
  return { literal: block.subarray(at + bytes, end), copied: 0, offset: 0, end };
}

function readVarint(block: Buffer): { value: number; end: number } {
  let value = 0;
  for (let at = 0; ; at += 1) {
    const byte = block.readUInt8(at);
    value += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return { value, end: at + 1 };
  }
}
