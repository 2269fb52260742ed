const { default: weaviate } = require('weaviate-client');
const axios = require('axios');
async function main() {
  const client = await weaviate.connectToWeaviateCloud(
    process.env.WEAVIATE_URL,
    process.env.WEAVIATE_API_KEY, // EXPECT key-passed-wrongly
  );
  const api = axios.create({ baseURL: process.env.WEAVIATE_URL, headers: { Authorization: 'bearer ' + process.env.WEAVIATE_API_KEY } }); // EXPECT key-passed-wrongly
  await axios.get(process.env.WEAVIATE_URL + '/v1/schema', { headers: { 'X-API-Key': process.env.WEAVIATE_API_KEY } }); // EXPECT key-passed-wrongly
}
main();
