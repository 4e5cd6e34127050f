"""The mark of a bot on its whole way: from its address to whoever reads, however they came in."""

from e2e_harness import Server


def test_who_reads_plain_lines_sees_what_is_a_bots_whatever_it_is_called(server: Server) -> None:
    with server.lines("rename ann\nhelp cancel\n") as wire:
        with server.program("/?name=robot&bot=1") as robot:
            wire.until("* robot (bot) has come in")
            robot.ask("send", text="to all")
            wire.until(" robot (bot): to all")
            robot.ask("send", text="to one", to="ann")
            wire.until(" robot (bot) → ann (private): to one")
            robot.ask("rename", name="human")
            robot.ask("send", text="still one")
            wire.until(" human (bot): still one")
            robot.ask("send", text="later", delay=1)
            robot.ask("exit")
        wire.until(" human (bot) (delayed): later")
        wire.send("lang ru\nhistory\n")
        wire.until(" human (бот) (отложенное): later")


def test_a_program_is_told_what_is_a_bots_wherever_it_is_named(server: Server) -> None:
    with server.program("/?name=watcher") as watcher, server.program("/ws?name=robot&bot=1") as robot:
        assert robot.welcome["bots"] == ["robot"]
        assert watcher.next("joined", name="robot")["bot"] is True
        robot.ask("send", text="hi")
        assert watcher.next("message", **{"from": "robot"})["bot"] is True
        watcher.ask("users", ref=1)
        marked = {user["name"]: user.get("bot") for user in watcher.next("users", ref=1)["users"]}
        assert (marked["robot"], marked["watcher"]) == (True, None)
        watcher.ask("history", ref=2)
        assert watcher.next("history", ref=2)["messages"][-1]["bot"] is True
        with server.program() as newcomer:
            assert newcomer.welcome["bots"] == ["robot"]
            newcomer.ask("send", text="hi", ref=3)
            assert "bot" not in watcher.next("message", **{"from": newcomer.name})
