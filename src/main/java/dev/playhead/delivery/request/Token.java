package dev.playhead.delivery.request;

import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.log.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds a resume token: a cursor's position in all partitions of its topics, with the topic ids and leader epochs for
 * the detection of changes. It has no end: a request that resumes a bounded stream has its end again. Immutable;
 * {@link TokenWriter} draws its bytes.
 */
public record Token(List<OfTopic> topics) {
    private static final int LONGEST = 1 << 20;

    /** The Base64 form of the version's first bits. */
    private static final String FIRST = "A";

    /** The places in the partitions of one topic, in their order; {@code id} is the log's own identity of it. */
    public record OfTopic(String name, String id, List<Place> places) {
        public OfTopic {
            places = List.copyOf(places);
        }
    }

    /**
     * @param offset the next to read
     * @param epoch the greatest leader epoch known when it was made, or {@link #UNKNOWN_EPOCH}
     */
    public record Place(long offset, int epoch) {
        public static final int UNKNOWN_EPOCH = -1;
    }

    public Token {
        topics = List.copyOf(topics);
    }

    /** The token of a place in one topic. */
    public static Token of(Topic topic, List<Place> places) {
        return new Token(List.of(new OfTopic(topic.name(), topic.id(), places)));
    }

    /** @throws RefusedException {@code invalid_token} */
    public static Token parse(String text) {
        try {
            byte[] bytes = text.length() > LONGEST
                    ? new byte[0]
                    : Base64.getUrlDecoder().decode(text);
            int length = bytes.length - TokenWriter.CHECK_BYTES;
            if (length < 2 || bytes[0] != TokenWriter.VERSION) {
                throw invalid("The text does not begin like a token");
            }
            byte[] check = Arrays.copyOfRange(bytes, length, bytes.length);
            if (!Arrays.equals(check, TokenWriter.check(bytes, length))) {
                throw invalid("The checksum of the token is wrong: the token is incomplete or changed");
            }
            return new Reader(ByteBuffer.wrap(bytes, 1, length - 1)).token();
        } catch (IllegalArgumentException | java.nio.BufferUnderflowException | CharacterCodingException e) {
            throw invalid("The bytes of the token are invalid");
        }
    }

    /** Returns whether the text looks like a token, even a faulty one, and not like another word. */
    static boolean isLike(String text) {
        return text.startsWith(FIRST);
    }

    @Nullable
    public OfTopic of(String topic) {
        for (OfTopic each : topics) {
            if (each.name().equals(topic)) {
                return each;
            }
        }
        return null;
    }

    /** Writes the token's text. */
    public String text() {
        TokenWriter out = new TokenWriter(topics.size());
        for (OfTopic topic : topics) {
            out.topic(topic.name(), topic.id(), topic.places().size());
            topic.places().forEach(place -> out.place(place.offset(), place.epoch()));
        }
        return out.text();
    }

    private static RefusedException invalid(String detail) {
        return Problem.INVALID_TOKEN.because(detail).asException();
    }

    /** Reads checked bytes; a read past their end or an impossible value is an exception. */
    private record Reader(ByteBuffer in) {

        Token token() throws CharacterCodingException {
            int count = count();
            List<OfTopic> topics = new ArrayList<>();
            for (int topic = 0; topic < count; topic++) {
                topics.add(topic());
            }
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("more follows");
            }
            return new Token(topics);
        }

        private OfTopic topic() throws CharacterCodingException {
            String name = text();
            String id = text();
            int count = count();
            List<Place> places = new ArrayList<>();
            for (int place = 0; place < count; place++) {
                places.add(new Place(number(), epoch()));
            }
            return new OfTopic(name, id, places);
        }

        private String text() throws CharacterCodingException {
            int length = count();
            ByteBuffer bytes = in.slice().limit(length);
            in.position(in.position() + bytes.remaining());
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        }

        private int epoch() {
            long epoch = number() - 1;
            if (epoch > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("no epoch");
            }
            return (int) epoch;
        }

        /** A number of things that take at least a byte each. */
        private int count() {
            long count = number();
            if (count > in.remaining()) {
                throw new IllegalArgumentException("too many");
            }
            return (int) count;
        }

        private long number() {
            long number = 0;
            for (int shift = 0; shift < 63; shift += 7) {
                byte next = in.get();
                number |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return number;
                }
            }
            throw new IllegalArgumentException("too long a number");
        }
    }
}
