// Node's TLS as fetch and grpc-js use it, with roots from a file.
const fs = require("node:fs");
const tls = require("node:tls");

const ask = (port, ca) =>
  new Promise((done) => {
    const socket = tls.connect({ host: "127.0.0.1", port, servername: "localhost", ca: fs.readFileSync(ca) }, () => {
      socket.destroy();
      done("accepts");
    });
    socket.on("error", (error) => done(`${error.code ?? ""} ${error.message}`.trim().split("\n")[0]));
  });

(async () => {
  for (const line of fs.readFileSync(0, "utf8").trim().split("\n")) {
    const [port, ca, name] = line.split("\t");
    console.log(`${name}\t${await ask(Number(port), ca)}`);
  }
})();
