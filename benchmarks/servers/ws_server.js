// A chat room with `ws`, as its documentation shows broadcasting: node ws_server.js PORT
const { WebSocket, WebSocketServer } = require("ws");

const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]), backlog: 4096 });

server.on("connection", (connection) => {
  connection.on("error", () => {});
  connection.on("message", (data, isBinary) => {
    for (const member of server.clients) {
      if (member.readyState === WebSocket.OPEN) member.send(data, { binary: isBinary });
    }
  });
});
