"""Posts that are waited for until every user who was in has them."""

from besedka.load.checks.posts_in_flight import PostsInFlight

POST = (0, 1)


def in_flight() -> tuple[PostsInFlight, list[tuple[int, int, int]]]:
    posts, ended = PostsInFlight(), list[tuple[int, int, int]]()
    posts.on_end = lambda *end: ended.append(end)
    for user in range(3):
        posts.came(user)
    posts.begin(POST, 100)
    return posts, ended


def test_a_post_ends_when_the_last_one_has_it() -> None:
    posts, ended = in_flight()
    for user, now in ((0, 110), (1, 120)):
        posts.heard(user, [(4, 1), POST], now)
    assert ended == []
    posts.heard(2, [POST], 130)
    assert ended == [(0, 100, 130)]
    assert POST not in posts


def test_who_hears_it_twice_is_one_user() -> None:
    posts, ended = in_flight()
    for _ in range(3):
        posts.heard(0, [POST, POST], 110)
    assert ended == []


def test_who_is_gone_is_not_waited_for_also_when_it_comes_back() -> None:
    posts, ended = in_flight()
    posts.heard(0, [POST], 110)
    posts.heard(1, [POST], 120)
    posts.gone(2)
    assert ended == [(0, 100, 120)]
    posts.begin((0, 2), 200)
    posts.came(2)
    for user in (0, 1):
        posts.heard(user, [(0, 2)], 210)
    assert ended[1:] == [(0, 200, 210)]


def test_a_post_that_nobody_had_before_all_were_gone_has_no_time() -> None:
    posts, ended = in_flight()
    for user in range(3):
        posts.gone(user)
    assert ended == [(0, 100, 0)]


def test_a_post_that_is_forgotten_does_not_end() -> None:
    posts, ended = in_flight()
    posts.forget(POST)
    for user in range(3):
        posts.heard(user, [POST], 110)
    assert ended == []
