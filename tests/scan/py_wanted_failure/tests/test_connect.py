import os
import unittest

import pytest
import weaviate

KEY = os.environ["WEAVIATE_API_KEY"]


def test_the_old_names_are_refused():
    with pytest.raises(TypeError):
        weaviate.connect_to_weaviate_cloud(url=os.environ["WEAVIATE_URL"], auth_client_secret=KEY)
    with pytest.raises(ValueError, match="Invalid"), open("x"):
        weaviate.connect_to_weaviate_cloud(os.environ["WEAVIATE_URL"], (KEY,))
    weaviate.connect_to_weaviate_cloud(os.environ["WEAVIATE_URL"], (KEY,))  # EXPECT key-passed-wrongly


class Test(unittest.TestCase):
    def test_refused(self):
        with self.assertRaises(ValueError):
            weaviate.connect_to_weaviate_cloud(os.environ["WEAVIATE_URL"], [KEY])
        self.assertRaises(TypeError, lambda: weaviate.connect_to_weaviate_cloud(url="x", api_key=KEY))
        with self.assertRaises(ValueError):
            weaviate.connect_to_weaviate_cloud(os.environ["WEAVIATE_URL"], "Tm90QVJlYWxLZXk6c2NhbjowMDAwMDAwMg")  # EXPECT key-in-source
