import axios from 'axios';

const base = process.env.WEAVIATE_URL;
const key = process.env.WEAVIATE_API_KEY;
const headers = new Headers();
headers.set('Authorization', key); // EXPECT key-passed-wrongly
await fetch(`${base}/v1/meta`, { headers: { Authorization: `Bearer ${key}` } });
await fetch(`${base}/v1/meta`, { headers: { authorization: `ApiKey ${key}` } }); // EXPECT key-passed-wrongly
await fetch(`${base}/v1/meta`, { headers: { 'x-api-key': key } }); // EXPECT key-passed-wrongly
const api = axios.create({ baseURL: base, headers: { Authorization: key } }); // EXPECT key-passed-wrongly
api.defaults.headers.common['Authorization'] = key; // EXPECT key-passed-wrongly
await fetch('https://api.example.com/v1/items', { headers: { Authorization: process.env.ITEMS_TOKEN } });
await fetch('http://scan-sample.c0.us-east1.gcp.weaviate.cloud/v1/m{key}` } }); // EXPECT url-not-https
