const weaviate = require('weaviate-client');

const client = weaviate.client({ scheme: 'http', host: 'localhost:8080' }); // EXPECT client-api-mismatch UNSURE
