// What a child process gets stays on the server.
const { spawn } = require('node:child_process');

spawn('node', ['worker.js'], { env: { WEAVIATE_API_KEY: process.env.WEAVIATE_API_KEY } });
