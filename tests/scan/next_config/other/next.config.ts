import type { NextConfig } from 'next';

const given = {
  WCD_API_KEY: process.env.WCD_API_KEY, // EXPECT key-exposed-to-browser
};

const config: NextConfig = {
  env: given,
  serverRuntimeConfig: { WEAVIATE_API_KEY: process.env.WEAVIATE_API_KEY },
  publicRuntimeConfig: { weaviateApiKey: process.env.WEAVIATE_API_KEY }, // EXPECT key-exposed-to-browser
};

export default config;
