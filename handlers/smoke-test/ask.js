'use strict';
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');

/** More than this is not read: nobody's health takes a mebibyte to tell, and some answers never end. */
const MOST_BYTES = 1024 * 1024;

const SAID = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was closed before the answer was complete',
  HPE_HEADER_OVERFLOW: 'the headers of the answer are too large',
};

/** Sends one request; what it gets is whatever comes within the time, redirects included. */
exports.ask = async function ask(target) {
  const request = send(target);
  let timer;
  // Of the whole answer, not of each pause in it: there are services that send a byte now and then.
  const timeIsUp = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no complete answer within ${target.timeout / 1000} s`)), target.timeout);
  });
  try {
    return await Promise.race([answerTo(request), timeIsUp]);
  } catch (error) {
    throw new Error(say(error));
  } finally {
    clearTimeout(timer);
    request.destroy();
  }
};

function send({ protocol, address, port, host, path, headers, verifyCertificate }) {
  return (protocol === 'https' ? https : http).get({
    host: address,
    port,
    path,
    agent: false,
    headers: { 'host': host, 'user-agent': 'cdk-devops-patterns smoke test', 'accept': '*/*', ...lowerCase(headers) },
    // Where no domain of the service is known, the certificate cannot be for the name that is called. The call goes to the
    // private address of the user's own load balancer, and what is tested is the service behind it.
    rejectUnauthorized: verifyCertificate,
    servername: net.isIP(host) ? '' : host,
  });
}

function answerTo(request) {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('upgrade', () => reject(new Error('the answer changes to another protocol')));
    request.on('response', (response) => read(response).then(resolve, reject));
  });
}

async function read(response) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MOST_BYTES) { break; }
  }
  const body = Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8');
  return { status: response.statusCode, location: response.headers.location, body, isCut: bytes >= MOST_BYTES };
}

function say({ code, message }) {
  if (!code) { return message; }
  const words = SAID[code] ?? (code.startsWith('HPE_') ? 'the answer is not HTTP' : message);
  return `${words} (${code})`;
}

function lowerCase(headers) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
