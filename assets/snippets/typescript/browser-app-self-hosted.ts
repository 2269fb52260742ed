// A server route for a browser app: the API key stays here, pages call /api/search.
// In the page: const hits = await (await fetch('/api/search?q=wine')).json();
import { createServer } from 'node:http';
import weaviate from 'weaviate-client';

const key = process.env.WEAVIATE_API_KEY; // of the server, never of the page's build
if (!key) throw new Error('Set WEAVIATE_API_KEY first');

const rest = new URL('https://your-cluster.c0.europe-west3.gcp.weaviate.cloud');
const grpc = new URL('https://grpc-your-cluster.c0.europe-west3.gcp.weaviate.cloud:443');

const client = await weaviate.connectToCustom({
  httpHost: rest.hostname,
  httpPort: Number(rest.port) || (rest.protocol === 'https:' ? 443 : 80),
  httpSecure: rest.protocol === 'https:',
  grpcHost: grpc.hostname,
  grpcPort: Number(grpc.port) || (grpc.protocol === 'https:' ? 443 : 80),
  grpcSecure: grpc.protocol === 'https:',
  authCredentials: new weaviate.ApiKey(key),
});
const articles = client.collections.use('Article'); // the name of your collection

createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname !== '/api/search') return response.writeHead(404).end();
  // Check your own user's session here, before anything is searched.
  try {
    const found = await articles.query.bm25(url.searchParams.get('q') ?? '', { limit: 5 });
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(found.objects.map((object) => object.properties)));
  } catch (error) {
    console.error(error); // the reason stays on the server
    response.writeHead(502).end();
  }
}).listen(3000, () => console.log('Listening on http://localhost:3000/api/search'));
