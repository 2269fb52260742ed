'use client';
import weaviate from 'weaviate-client';
export const A = () => <B c={weaviate.connectToWeaviateCloud(process.env.NEXT_PUBLIC_WEAVIATE_URL, { authCredentials: new weaviate.ApiKey('{key}') })}/>;
module.exports = { env: { KEY: process.env.WEAVIATE_API_KEY } };
