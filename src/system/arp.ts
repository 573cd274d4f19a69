import { close } from 'node:fs';
import { formatHardwareAddress } from '../net/hardware-address.js';
import { type SocketCalls, socketCalls } from './netlink/library.js';

/** An interface as frames leave by it: its index, and its hardware address (02:00:00:00:00:01). */
export interface Card {
  readonly index: number;
  readonly hardwareAddress: string;
}

/** A question on the wire. `answers` gives the hardware addresses of those who said so far that the address is theirs, and ends it. */
export interface Asked {
  answers(): readonly string[];
}

const AF_PACKET = 17;
/** SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK. */
const RAW = 3 | 0o2000000 | 0o4000;
const MSG_DONTWAIT = 0x40;
const ETHERTYPE = 0x0806;
const REPLY = 2;
/** Ethernet header and ARP packet for IPv4 over Ethernet (RFC 826). */
const FRAME = 42;
/** Frames that are read at the end: others on the network may talk too. */
const MOST = 256;

const bytesOf = (hardwareAddress: string): Buffer => Buffer.from(hardwareAddress.replaceAll(':', ''), 'hex');

/** An ARP probe (RFC 5227 section 2.1.1): it names no sender, so nobody learns anything from it. */
export function arpProbe(hardwareAddress: string, address: readonly number[]): Buffer {
  const frame = Buffer.alloc(FRAME);
  frame.fill(0xff, 0, 6);
  bytesOf(hardwareAddress).copy(frame, 6);
  frame.writeUInt16BE(ETHERTYPE, 12);
  frame.writeUInt16BE(1, 14);
  frame.writeUInt16BE(0x0800, 16);
  frame.set([6, 4, 0, 1], 18);
  bytesOf(hardwareAddress).copy(frame, 22);
  frame.set(address, 38);
  return frame;
}

/** The hardware address that an ARP reply gives for an address; undefined for every other frame. */
export function claimIn(frame: Buffer, address: readonly number[]): string | undefined {
  if (frame.length < FRAME || frame.readUInt16BE(12) !== ETHERTYPE || frame.readUInt16BE(20) !== REPLY)
    return undefined;
  return frame.subarray(28, 32).equals(Buffer.from(address))
    ? formatHardwareAddress(frame.subarray(22, 28))
    : undefined;
}

/** struct sockaddr_ll of packet(7). */
function linkAddress({ index }: Card): Buffer {
  const address = Buffer.alloc(20);
  address.writeUInt16LE(AF_PACKET, 0);
  address.writeUInt16BE(ETHERTYPE, 2);
  address.writeInt32LE(index, 4);
  return address;
}

/** On a thread of Node's: the kernel waits for all processors before a packet socket is gone, which takes 10 ms and more. */
const release = (socket: number): void => close(socket, () => {});

function answersOn(calls: SocketCalls, socket: number, address: readonly number[]): readonly string[] {
  const found = new Set<string>();
  const frame = Buffer.alloc(128);
  for (let read = 0; read < MOST; read++) {
    const length = calls.recv(socket, frame, frame.length, MSG_DONTWAIT);
    if (length < 0) break;
    const claim = claimIn(frame.subarray(0, length), address);
    if (claim) found.add(claim);
  }
  release(socket);
  return [...found];
}

/**
 * Asks the network of an Ethernet interface whether anybody else has this IPv4 address, and does not wait. Undefined
 * where that may not be done (CAP_NET_RAW) or there is no way to.
 */
export function askWhoHas(card: Card, address: readonly number[]): Asked | undefined {
  try {
    const calls = socketCalls();
    const socket = calls?.socket(AF_PACKET, RAW, 0) ?? -1;
    if (!calls || socket < 0) return undefined;
    const place = linkAddress(card);
    const frame = arpProbe(card.hardwareAddress, address);
    if (
      calls.bind(socket, place, place.length) === 0 &&
      calls.send(socket, frame, frame.length, MSG_DONTWAIT) > 0
    )
      return { answers: () => answersOn(calls, socket, address) };
    release(socket);
    return undefined;
  } catch {
    return undefined;
  }
}
