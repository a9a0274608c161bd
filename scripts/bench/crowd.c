/* Learners who are welcome already: each says what was prepared for it when it is due, and waits for acknowledgements.
 *
 * A library for crowd.py: so light that client and server can share two cores.  Frames are sent whole or it is a fault;
 * on this host a message that was written at once is read at once.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

enum { EVENTS = 512, BUFFER = 65536 };
enum { WHOLE = 0, UNREAD = 1, IN_PIECES = 2, REFUSED = 3, GONE = 4 }; /* what a run came to; crowd.py has the words */

static const char ACK[] = "{\"type\":\"ack\",\"seq\":", ERROR[] = "{\"type\":\"error\"";

struct crowd {
    int32_t learners, batches;
    const int32_t *sockets;
    const uint8_t *frames;   /* of the first learner's first batch, of the second's first, …, of the first's second … */
    const uint64_t *starts;  /* where each begins, and where the last ends */
    int64_t began, every;    /* ns: the first is due, and everybody says something again */
    int64_t patience;        /* ns to wait after the last */
    int32_t *took;           /* out: µs until each was acknowledged after it was due, -1 if it was not */
    int32_t *acknowledged;   /* out: how many of each learner */
    int64_t others;          /* out: messages of other kinds */
    int64_t latest;          /* out: ns by which the one that was sent latest was late */
};

static uint8_t buffer[BUFFER];

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int64_t due(const struct crowd *all, int64_t place) {
    return all->began + place * all->every / all->learners;
}

/* Say everything that is due by now; returns a fault, if there is one. */
static int say(struct crowd *all, int64_t *said) {
    int64_t last = (int64_t)all->learners * all->batches, moment = now();
    for (; *said < last && due(all, *said) <= moment; ++*said) {
        size_t size = all->starts[*said + 1] - all->starts[*said];
        int to = all->sockets[*said % all->learners];
        if (send(to, all->frames + all->starts[*said], size, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)size) return UNREAD;
        if (moment - due(all, *said) > all->latest) all->latest = moment - due(all, *said);
    }
    return WHOLE;
}

/* Everything up to this number is on disk. */
static void acknowledge(struct crowd *all, int learner, int seq, int64_t moment) {
    int32_t *known = all->acknowledged + learner;
    for (; *known <= seq && *known < all->batches; ++*known) {
        int64_t place = (int64_t)*known * all->learners + learner;
        all->took[place] = (int32_t)((moment - due(all, place)) / 1000);
    }
}

/* A masked pong; the mask is 0. */
static void answer(int to, const uint8_t *ping, int size) {
    uint8_t pong[6 + 125] = {0x8a, (uint8_t)(0x80 | size)};
    memcpy(pong + 6, ping, size);
    send(to, pong, 6 + size, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static int hear(struct crowd *all, int learner, int64_t moment) {
    ssize_t came = recv(all->sockets[learner], buffer, BUFFER, MSG_DONTWAIT), at = 0;
    if (came <= 0) return GONE;
    while (at < came) {
        if (came - at < 2) return IN_PIECES;
        int first = buffer[at] & 0x0f, size = buffer[at + 1], head = 2;
        if (size == 126) size = buffer[at + 2] << 8 | buffer[at + 3], head = 4;
        if (came - at < head + size) return IN_PIECES;
        const char *text = (const char *)buffer + at + head;
        if (first == 8) return GONE;
        if (first == 9)
            answer(all->sockets[learner], buffer + at + head, size);
        else if (first == 1 && size > (int)sizeof ACK && !memcmp(text, ACK, sizeof ACK - 1))
            acknowledge(all, learner, atoi(text + sizeof ACK - 1), moment);
        else if (first == 1 && size > (int)sizeof ERROR && !memcmp(text, ERROR, sizeof ERROR - 1))
            return REFUSED;
        else
            all->others++;
        at += head + size;
    }
    return WHOLE;
}

/* Say and hear everything; returns what it came to. */
int run(struct crowd *all) {
    struct epoll_event came[EVENTS];
    int64_t said = 0, last = (int64_t)all->learners * all->batches, over = due(all, last) + all->patience, heard = 0;
    int loop = epoll_create1(0), fault = WHOLE;
    for (int learner = 0; learner < all->learners; learner++) {
        struct epoll_event wanted = {.events = EPOLLIN, .data.fd = learner};
        epoll_ctl(loop, EPOLL_CTL_ADD, all->sockets[learner], &wanted);
    }
    while (!fault && heard < last && now() < over) {
        if ((fault = say(all, &said))) break;
        int events = epoll_wait(loop, came, EVENTS, 1);
        int64_t moment = now();
        for (int each = 0; !fault && each < events; each++) {
            int learner = came[each].data.fd, before = all->acknowledged[learner];
            fault = hear(all, learner, moment);
            heard += all->acknowledged[learner] - before;
        }
    }
    return fault;
}
