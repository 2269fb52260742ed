// Part of weaviate-doctor run; it is in force while that program runs, and for no other. Node's fetch reads no proxy variable before
// version 24: this leads TLS connections, and plain ones to Weaviate, through the observing proxy. Nothing of what is sent is changed.
'use strict';
const net = require('node:net');
const tls = require('node:tls');

const proxy = process.env.WEAVIATE_DOCTOR_RUN_NODE && new URL(process.env.WEAVIATE_DOCTOR_RUN_NODE);
if (proxy) {
  const port = Number(proxy.port);
  const hosts = (process.env.WEAVIATE_DOCTOR_RUN_HOSTS || '').split(',').filter(Boolean);
  const credentials = Buffer.from(`${proxy.username}:${proxy.password}`).toString('base64');
  const plain = net.Socket.prototype.connect;
  const secure = tls.connect;
  const isHere = (host) => ['localhost', '127.0.0.1', '::1'].includes(host);
  const isWatched = (host, to) =>
    hosts.includes(host) || /\.weaviate\.(cloud|network)$/.test(host) || (isHere(host) && [8080, 50051].includes(to));
  const tunnel = (host, to) =>
    `TUNNEL ${host.includes(':') ? `[${host}]` : host}:${to} HTTP/1.1\r\nProxy-Authorization: Basic ${credentials}\r\n\r\n`;

  net.Socket.prototype.connect = function connect(...args) {
    const [options, callback] = Array.isArray(args[0]) ? args[0] : net._normalizeArgs(args);
    const to = Number(options.port);
    if (options.path || !options.host || to === port || this instanceof tls.TLSSocket || !isWatched(options.host, to)) {
      return plain.apply(this, args);
    }
    const { lookup, family, localAddress, localPort, ...kept } = options;
    const connected = plain.call(this, { ...kept, host: '127.0.0.1', port }, callback ?? undefined);
    this.write(tunnel(options.host, to));
    return connected;
  };

  tls.connect = function connect(...args) {
    const [first, callback] = net._normalizeArgs(args);
    const second = args.slice(1).find((arg) => arg !== null && typeof arg === 'object');
    const options = { ...first, ...second };
    const to = Number(options.port);
    if (options.socket || options.path || !options.host || isHere(options.host) || to === port) {
      return secure.apply(this, args);
    }
    const socket = new net.Socket();
    plain.call(socket, { host: '127.0.0.1', port });
    socket.write(tunnel(options.host, to));
    const servername = options.servername ?? (net.isIP(options.host) ? undefined : options.host);
    const passed = { ...options, socket, servername };
    return callback ? secure.call(this, passed, callback) : secure.call(this, passed);
  };
}
