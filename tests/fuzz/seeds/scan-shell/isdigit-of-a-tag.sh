""""{󠁁
EAVIATE