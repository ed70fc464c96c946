package dev.playhead.load.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HttpAnswerTest {
    private final HttpAnswer answer = new HttpAnswer();

    private boolean feed(String text) {
        byte[] bytes = Request.ascii(text);
        return answer.feed(bytes, 0, bytes.length);
    }

    @Test
    void shouldReadAnswerAfterAnswerWhereverTheyAreCut() {
        String text = "HTTP/1.1 207 Multi\r\nX-A: 5\r\nContent-Length: 7\r\n\r\n1234567";
        for (int cut = 1; cut < text.length(); cut++) {
            assertThat(feed(text.substring(0, cut))).isFalse();
            assertThat(feed(text.substring(cut))).isTrue();
            assertThat(answer.status()).isEqualTo(207);
        }
    }

    @Test
    void shouldReadABodyLongerThanTheHeadMayBe() {
        assertThat(feed("HTTP/1.1 200 OK\r\ncontent-length: 10000\r\n\r\n" + "x".repeat(9999)))
                .isFalse();
        assertThat(feed("x")).isTrue();
        assertThat(feed("HTTP/1.1 202 Accepted\r\ncontent-length:0\r\n\r\n")).isTrue();
        assertThat(answer.status()).isEqualTo(202);
    }

    @Test
    void shouldRefuseAnAnswerWithoutLength() {
        assertThatThrownBy(() -> feed("HTTP/1.1 200 OK\r\n\r\n")).hasMessageContaining("without Content-Length");
    }
}
