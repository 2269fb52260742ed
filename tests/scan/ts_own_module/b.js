const weaviate = require('./services/weaviate');
const { weaviate: inner } = require('../lib/db');
const late = await import('#lib/weaviate');

weaviate.client({ scheme: 'https', host: process.env.WEAVIATE_HOST, token: process.env.WEAVIATE_API_KEY });
inner.connectToWeaviateCloud();
late.connectToWeaviateCloud();
