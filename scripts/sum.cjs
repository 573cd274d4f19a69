/**
 * What tells whether a file has come to harm: its length, and a word of each kilobyte. What a disk loses, it loses by
 * blocks; to look at every byte would take longer than to load zlib, which takes as long as to read the file.
 */
function sumOf(bytes) {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  let sum = bytes.length;
  for (let at = 0; at < words.length; at += 256) sum = (Math.imul(sum, 31) + words[at]) | 0;
  return sum;
}

module.exports = { sumOf };
