import weaviateClient from 'weaviate-client';
import 'dotenv/config';

const config = { url: process.env.WEAVIATE_URL, key: process.env.WEAVIATE_API_KEY };
const auth = new weaviateClient.ApiKey(config.key);
class Db {
  #client;
  static async create() {
    const db = new Db();
    db.#client = await weaviateClient.connectToWeaviateCloud(config.url, { authCredentials: auth });
    return db;
  }
  async wrong() {
    return weaviateClient.connectToWeaviateCloud(config.url, {
      headers: { Authorization: config.key }, // EXPECT key-passed-wrongly
    });
  }
  async wrong2() {
    return weaviateClient.connectToWeaviateCloud(config.url, { auth: auth, timeout: { query: 60 } }); // EXPECT key-passed-wrongly
  }
  async wrong3() {
    return weaviateClient.connectToWeaviateCloud({ clusterURL: config.url, authCredentials: auth }); // EXPECT client-api-mismatch|url-missing|key-passed-wrongly|client-misused
  }
  async wrong4() {
    return weaviateClient.connectToWCD('grpc-abc.c0.us-east1.gcp.weaviate.cloud', { authCredentials: auth }); // EXPECT url-is-grpc-endpoint
  }
  async empty() {
    return weaviateClient.connectToWeaviateCloud(config.url); // EXPECT key-missing|key-passed-wrongly
  }
  async custom() {
    return weaviateClient.connectToCustom({
      httpHost: 'abc.c0.us-east1.gcp.weaviate.cloud', httpPort: 443, httpSecure: true,
      grpcHost: 'abc.c0.us-east1.gcp.weaviate.cloud', grpcPort: 50051, grpcSecure: true, // EXPECT grpc-wrong-endpoint
      authCredentials: auth,
    });
  }
}
const pinecone = new PineconeClient({ apiKey: process.env.PINECONE_API_KEY });
supabase.createClient('x', { auth: { persistSession: false }, apiKey: 'y' });
const s = "weaviate.connectToWeaviateCloud(url, { apiKey })";
/* weaviateClient.connectToWeaviateCloud(url, key) */
const template = `await weaviate.connectToWeaviateCloud(url, key)`;
fetch(new URL('/v1/graphql', process.env.WEAVIATE_URL), { method: 'POST', headers: new Headers({ Authorization: `Bearer ${config.key}` }) });
fetch(`${process.env.WEAVIATE_URL}/v1/graphql`, { method: 'POST', headers: new Headers({ authorization: config.key }) }); // EXPECT key-passed-wrongly
const h = {}; h['Authorization'] = process.env.WEAVIATE_API_KEY; // EXPECT key-passed-wrongly
fetch(process.env.WEAVIATE_URL + '/v1/meta', { headers: h });
