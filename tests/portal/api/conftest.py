import pytest


@pytest.fixture
def api(client_for):
    """`api("reims").get("offers", theme="housing")`: a caller without cookie on a site's host."""

    class Api:
        def __init__(self, site):
            self.client = client_for(site)

        def get(self, path, **query):
            dotted = {name.replace("__", "."): value for name, value in query.items()}
            return self.client.get(f"/api/v1/{path}", dotted)

        def post(self, path, body, **headers):
            return self.client.post(
                f"/api/v1/{path}", body, content_type="application/json", headers=headers
            )

        def delete(self, path):
            return self.client.delete(f"/api/v1/{path}")

    return Api
