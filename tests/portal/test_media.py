"""Files: each territory's own, and none by halves."""

import gc
import resource
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.images import get_image_model

# Wagtail's upload leaves the picture open until the garbage is collected.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
ROOM = 300_000


@pytest.fixture(autouse=True)
def _nothing_left_open():
    yield
    gc.collect()


@contextmanager
def nearly_full():
    """No file may grow beyond ROOM bytes: the kernel itself refuses, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def picture(width):
    file = BytesIO()
    Picture.effect_noise((width, width), 90).save(file, "PNG")
    return SimpleUploadedFile("photo.png", file.getvalue(), "image/png")


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def animator(client_for, person, reims):
    client = client_for("reims")
    client.force_login(person("animator", reims))
    return client


def test_a_picture_that_does_not_fit_is_refused_in_a_sentence_and_leaves_nothing(
    animator, own_media
):
    with nearly_full():
        response = animator.post("/admin/images/add/", {"title": "Photo", "file": picture(900)})
    assert response.status_code == 507
    assert "plus de place" in response.content.decode()
    assert not get_image_model().objects.exists()
    assert files_in(own_media) == []


def test_the_screen_that_uploads_several_shows_the_sentence(animator, own_media):
    with nearly_full():
        response = animator.post(
            "/admin/images/multiple/add/",
            {"title": "Photo", "files[]": picture(900)},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )
    assert response.json()["success"] is False
    assert "plus de place" in response.json()["error_message"]
    assert files_in(own_media) == []


def test_when_there_is_room_again_the_same_picture_is_kept(animator, own_media):
    with nearly_full():
        animator.post("/admin/images/add/", {"title": "Photo", "file": picture(900)})
    response = animator.post("/admin/images/add/", {"title": "Photo", "file": picture(900)})
    assert response.status_code == 302
    image = get_image_model().objects.get()
    assert Path(image.file.path).is_relative_to(own_media / "reims")
