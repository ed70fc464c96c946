package dev.playhead.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FramingTest {
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: a\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n\r\nGET / HTTP/1.0\r\n\r\n",
                HEAD + "Content-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\n\r\n",
                HEAD + "content-length:\t03 \r\n\r\n\r\n\nGET / HTTP/1.1\r\n\r\n",
                HEAD + "Content-Length: 0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                HEAD + "Transfer-Encoding: chunked\r\n\r\n3\r\n\r\n\u0000\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                HEAD + "Transfer-Encoding: CHUNKED\r\n\r\n003;a=\"b\"\r\nabc\r\n01A\r\nabcdefghijklmnopqrstuvwxyz"
                        + "\r\n0\r\nX: y\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                HEAD
                        + "X-Content-Length: 7\r\nContent-Lengthy: 8\r\nContent-Encoding: gzip\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0012\u0004"
            })
    void shouldHaveNoFaultWhenEachRequestHasOneEnd(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(new Framing().faultAt(Unpooled.wrappedBuffer(bytes))).isEqualTo(-1);
        Framing byByte = new Framing();
        for (byte each : bytes) {
            assertThat(byByte.faultAt(Unpooled.wrappedBuffer(new byte[] {each})))
                    .as(byByte.fault())
                    .isEqualTo(-1);
        }
        assertThat(byByte.isInBody()).isFalse();
    }

    /** In the rows {@code \} begins an escape of Java, and {@code |} is where the fault is. */
    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
                    Content-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n\\r|\\n        ~ both Content-Length and Transfer-Encoding
                    Transfer-Encoding: chunked\\r\\nContent-Length: 0\\r\\n\\r|\\n        ~ both Content-Length and Transfer-Encoding
                    Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r|\\n     ~ Transfer-Encoding twice
                    Transfer-Encoding: chunked, identity\\r|\\n                           ~ must be chunked, once
                    Transfer-Encoding: chunked, chunked\\r|\\n                            ~ must be chunked, once
                    Transfer-Encoding: gzip, chunked\\r|\\n                               ~ must be chunked, once
                    Transfer-Encoding: identity\\r|\\n                                    ~ must be chunked, once
                    Transfer-Encoding: xchunked\\r|\\n                                    ~ must be chunked, once
                    Transfer-Encoding:\\r|\\n                                             ~ must be chunked, once
                    Transfer-Encoding: |\\13chunked\\r\\n                              ~ 0x0b
                    Transfer-Encoding: chunked|\\n                                        ~ LF alone
                    Content-Length: 5\\r\\nContent-Length: 6\\r|\\n                       ~ Content-Length twice
                    Content-Length: 5\\r\\ncontent-length: 5\\r|\\n                       ~ Content-Length twice
                    Content-Length: 5, 5\\r|\\n                                           ~ must be one number
                    Content-Length: +5\\r|\\n                                             ~ must be one number
                    Content-Length: -0\\r|\\n                                             ~ must be one number
                    Content-Length: 0x5\\r|\\n                                            ~ must be one number
                    Content-Length: 5 5\\r|\\n                                            ~ must be one number
                    Content-Length: 5.0\\r|\\n                                            ~ must be one number
                    Content-Length:\\r|\\n                                                ~ must be one number
                    Content-Length: 9223372036854775808\\r|\\n                            ~ must be one number
                    Content-Length| : 5                                                   ~ 0x20
                    Content-Length|\\t: 5                                                 ~ 0x09
                    Content-Length: 5\\r\\n| 6                                            ~ second line
                    A: b\\r\\n|\\tTransfer-Encoding: chunked                              ~ second line
                    |: b                                                                  ~ no name
                    A|\\0: b                                                          ~ 0x00
                    A|(: b                                                                ~ character (
                    A|\\r\\n                                                              ~ 0x0d
                    A: b|\\n                                                              ~ LF alone
                    A: b\\r|c                                                             ~ CR without LF
                    A: b|\\0                                                          ~ 0x00
                    A: b|\\177                                                          ~ 0x7f
                    Sec-WebSocket-Key1: 4 @1  46546xW%0l 1 5\\r|\\n                       ~ draft
                    """)
    void shouldFindTheByteWhenAHeaderLeavesTheEndInDoubt(String row, String said) {
        found(HEAD + row.translateEscapes(), said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
                    0|x5\\r\\n                    ~ digits
                    | 5\\r\\n                     ~ digits
                    5| \\r\\n                     ~ digits
                    5|\\t;a                       ~ digits
                    |+5\\r\\n                     ~ digits
                    |-5\\r\\n                     ~ digits
                    |;a\\r\\n                     ~ digits
                    |\\r\\n                       ~ digits
                    5|_0\\r\\n                    ~ digits
                    5|\\n                         ~ digits
                    10000000|5\\r\\n              ~ too large
                    0000000000000000|1\\r\\n      ~ too large
                    5;a|\\nabcde                  ~ LF alone
                    5\\r|abcde                    ~ CR without LF
                    5\\r\\nabcde|f                ~ differs from its size
                    5\\r\\nabcde|\\n              ~ differs from its size
                    0\\r\\nContent-Length: 5\\r|\\n                 ~ trailer
                    0\\r\\nTransfer-Encoding: chunked\\r|\\n        ~ trailer
                    0\\r\\nA: b\\r\\n| c          ~ second line
                    0\\r\\nA|\\r\\n               ~ 0x0d
                    """)
    void shouldFindTheByteWhenAChunkLeavesTheEndInDoubt(String row, String said) {
        Framing framing = found(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + row.translateEscapes(), said);
        assertThat(framing.isInBody()).isTrue();
    }

    @Test
    void shouldFindTheByteWhenTheLineIsNoRequestLine() {
        found("|\u0016\u0003\u0001", "TLS");
        found("|{\"specversion\":\"1.0\"}\r\n", "lines of JSON");
        found("|\u0000\u0000\u0000\u0023", "0x00");
        found("PING\r|\n", "not a request line");
        found("*1\r|\n$4\r\n", "not a request line");
        found("GET /|\n", "LF alone");
        found("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r|\n", "needs HTTP/1.1");
        found("| GET / HTTP/1.1\r\n", "0x20");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Upgrade, HTTP2-Settings         | AAMAAABkAARAAAAAAAIAAAAA | true
            keep-alive,http2-settings,UPGRADE | AAMAAABk               | true
            Upgrade, HTTP2-Settings         |                          | true
            Upgrade                         | AAMAAABk                 | false
            HTTP2-Settings                  | AAMAAABk                 | false
            Upgrade, HTTP2-Settings         | none                     | false
            Upgrade, HTTP2-Settings         | AAMAAA                   | false
            Upgrade, HTTP2-Settings         | ****                     | false
            Upgrade, HTTP2-Settings         | AAUAAAAB                 | false
            """)
    void shouldTakeAnUpgradeToHttp2WhenItIsWhole(String connection, String settings, boolean whole) {
        String head = "POST / HTTP/1.1\r\nUpgrade: H2c\r\nConnection: " + connection + "\r\n"
                + ("none".equals(settings) ? "" : "HTTP2-Settings: " + (settings == null ? "" : settings) + "\r\n")
                + "Content-Length: 3\r\n\r";
        if (whole) {
            Framing framing = new Framing();
            byte[] bytes = (head + "\nabc").getBytes(StandardCharsets.ISO_8859_1);
            assertThat(framing.faultAt(Unpooled.wrappedBuffer(bytes)))
                    .as(framing.fault())
                    .isEqualTo(-1);
        } else {
            found(head + "|\n", "An upgrade to h2c needs");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRI * HTTP/2.0\nX: y\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\nX: y\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "PRI * HTTP/2.0\r\rGET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "P\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"
            })
    void shouldPassNoRequestWhenTheFaultComesInThePrefaceOfHttp2(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        List<HttpRequest> requests = new ArrayList<>();
        EmbeddedChannel whole = connection(requests);
        whole.writeInbound(Unpooled.wrappedBuffer(bytes));
        EmbeddedChannel byByte = connection(requests);
        for (byte each : bytes) {
            byByte.writeInbound(Unpooled.wrappedBuffer(new byte[] {each}));
        }

        assertThat(requests.stream().filter(request -> request.method().equals(HttpMethod.GET)))
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(request -> request.decoderResult().isFailure());
        assertThat(whole.pipeline().get(StrictFraming.class)).isNotNull();
        assertThat(byByte.pipeline().get(StrictFraming.class)).isNotNull();
    }

    /** A connection that tells HTTP/2 from HTTP/1.1 as Vert.x does. */
    private static EmbeddedChannel connection(List<HttpRequest> requests) {
        ChannelInboundHandlerAdapter served = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof HttpRequest request) {
                    requests.add(request);
                }
                ReferenceCountUtil.release(message);
            }
        };
        Http1xOrH2CHandler detector = new Http1xOrH2CHandler() {
            @Override
            protected void configure(ChannelHandlerContext context, boolean http2) {
                if (!http2) {
                    context.pipeline().addLast(new HttpRequestDecoder(), served);
                }
            }
        };
        return new EmbeddedChannel(new StrictFraming(), detector);
    }

    private static Framing found(String marked, String said) {
        int at = marked.indexOf('|');
        byte[] bytes = marked.replace("|", "").getBytes(StandardCharsets.ISO_8859_1);
        ByteBuf all = Unpooled.wrappedBuffer(bytes);
        Framing framing = new Framing();
        assertThat(framing.faultAt(all)).as(framing.fault()).isEqualTo(at);
        assertThat(framing.fault()).contains(said);
        Framing byByte = new Framing();
        for (int each = 0; each < at; each++) {
            assertThat(byByte.faultAt(all.slice(each, 1))).isEqualTo(-1);
        }
        assertThat(byByte.faultAt(all.slice(at, 1))).isNotNegative();
        return framing;
    }
}
