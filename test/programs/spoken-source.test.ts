import { expect, it } from 'vitest';
import { speechOf } from '../../src/programs/sources/spoken-source.js';
import { running } from '../support/healthy.js';

const says = (command: string, path: string, text: string) =>
  speechOf(running(42, command.split(' ')), [{ path, text, modifiedAt: 0 }])?.speaks;

it.each([
  ['node app.js', '/srv/app.js', "require('http').createServer((q, r) => {}).listen(3000)"],
  ['node app.mjs', '/srv/app.mjs', "import { createServer } from 'node:http';"],
  ['node app.js', '/srv/app.js', "const app = require('express')()"],
  ['python3 app.py', '/srv/app.py', 'import http.server, socketserver\nsocketserver.TCPServer(("", 80), H)'],
  ['python3 app.py', '/srv/app.py', 'from flask import Flask'],
  ['python3 app.py', '/srv/app.py', 'from aiohttp import web'],
  ['ruby app.rb', '/srv/app.rb', "require 'sinatra'"],
  ['perl app.pl', '/srv/app.pl', 'use HTTP::Daemon;'],
  ['java App.java', '/srv/App.java', 'import com.sun.net.httpserver.HttpServer;'],
  [
    'python3 app.py',
    '/srv/app.py',
    'import socketserver as s\nclass H(s.StreamRequestHandler):\n  w.write(b"HTTP/1.0 200 OK\\r\\n\\r\\nhi")',
  ],
  [
    'java App.java',
    '/srv/App.java',
    'import java.net.ServerSocket;\nnew ServerSocket(1);\n"HTTP/1.1 %d x\\r\\n"',
  ],
])('%s %s %s speaks HTTP', (command, path, text) => expect(says(command, path, text)).toBe('http'));

it.each([
  ['node app.js', '/srv/app.js', "require('net').createServer(s => {})"],
  ['node app.js', '/srv/app.js', "import net from 'node:net'\nnet.createServer()"],
  ['python3 app.py', '/srv/app.py', 's.bind(("", 80))\ns.listen()'],
  ['python3 app.py', '/srv/app.py', 'import socketserver'],
  ['ruby app.rb', '/srv/app.rb', 'TCPServer.new(8000)'],
  ['java App.java', '/srv/App.java', 'new ServerSocket(8000)'],
  ['python3 app.py', '/srv/app.py', 's.listen()\nok = answer.startswith(b"HTTP/1.1 200 ")'],
])('%s %s %s has a protocol of its own', (command, path, text) =>
  expect(says(command, path, text)).toBe('own'),
);

it.each([
  ['node app.js', '/srv/app.js', "require('http').createServer()\nrequire('net').createServer()"],
  ['node app.js', '/srv/package.json', '{"dependencies":{"express":"5"}} require("express")'],
  ['python3 app.py', '/srv/app.py', 'import aiohttp\naiohttp.ClientSession()'],
  ['python3 app.py', '/srv/app.py', '# from flask import Flask'],
  ['python3 app.py', '/srv/app.py', 'a.listen()\nb.listen()\nc.send(b"HTTP/1.0 200 OK\\r\\n\\r\\n")'],
  ['./shopd', '/srv/shopd.js', "require('http').createServer()"],
])('%s %s %s tells nothing', (command, path, text) => expect(says(command, path, text)).toBeUndefined());

it('reads a program from the command line', () => {
  const code = "require('http').createServer(() => {}).listen(3000)";
  expect(speechOf(running(42, ['node', '-e', code]), [])?.speaks).toBe('http');
});
