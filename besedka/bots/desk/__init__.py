"""What a bot does about the events of a chat: who is answered, when, with which messages. Events in, actions out."""
