/* The floor: a WebSocket echo on epoll that answers every message with the same few bytes, and checks nothing.
 *
 *   floor PORT      prints a line when it listens
 *
 * It is the least that reading and answering a message can cost on this kernel.  The answer to the handshake is a
 * constant, so only a client that does not check it can connect.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENTS = 65536, EVENTS = 512, BUFFER = 65536 };

static const char WELCOME[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
static const char ANSWER[] = "\x81\x16{\"type\":\"ack\",\"seq\":0}";

static uint8_t greeted[CLIENTS];
static uint32_t missing[CLIENTS]; /* bytes of a message that are still to come */
static uint8_t buffer[BUFFER];

static int listen_on(int port) {
    struct sockaddr_in here = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(door, (struct sockaddr *)&here, sizeof here) || listen(door, 4096)) {
        perror("floor");
        exit(1);
    }
    return door;
}

static void admit(int loop, int door) {
    int client, yes = 1;
    while ((client = accept4(door, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct epoll_event wanted = {.events = EPOLLIN, .data.fd = client};
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        greeted[client] = 0;
        missing[client] = 0;
        epoll_ctl(loop, EPOLL_CTL_ADD, client, &wanted);
    }
}

/* The size of the frame that begins here, head and mask included. */
static uint32_t frame_size(const uint8_t *head) {
    uint32_t size = head[1] & 0x7f;
    return size < 126 ? size + 6 : (uint32_t)(head[2] << 8 | head[3]) + 8;
}

static void answer(int client, ssize_t came) {
    ssize_t at = 0;
    while (at < came) {
        if (!missing[client]) missing[client] = frame_size(buffer + at);
        uint32_t here = missing[client] < came - at ? missing[client] : came - at;
        missing[client] -= here;
        at += here;
        if (!missing[client] && write(client, ANSWER, sizeof ANSWER - 1) < 0) perror("floor");
    }
}

static void serve(int client) {
    ssize_t came = read(client, buffer, BUFFER);
    if (came <= 0) {
        close(client);
    } else if (greeted[client]) {
        answer(client, came);
    } else {
        greeted[client] = 1;
        if (write(client, WELCOME, sizeof WELCOME - 1) < 0) perror("floor");
    }
}

int main(int count, char **words) {
    struct epoll_event came[EVENTS];
    int door = listen_on(count > 1 ? atoi(words[1]) : 0), loop = epoll_create1(0);
    struct epoll_event wanted = {.events = EPOLLIN, .data.fd = door};
    epoll_ctl(loop, EPOLL_CTL_ADD, door, &wanted);
    puts("ready");
    fflush(stdout);
    for (;;) {
        int events = epoll_wait(loop, came, EVENTS, -1);
        for (int each = 0; each < events; each++) {
            if (came[each].data.fd == door) admit(loop, door);
            else serve(came[each].data.fd);
        }
    }
}
