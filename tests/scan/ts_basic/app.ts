import axios from 'axios';

const base = process.env.WEAVIATE_URL;
export const wrong = axios.get(`${base}/v1/meta`, { auth: { username: 'admin', password: process.env.WEAVIATE_API_KEY! } }); // EXPECT key-passed-wrongly
export const other = axios.get('https://api.example.com/x', { auth: { username: 'me', password: process.env.OTHER_KEY! } });
