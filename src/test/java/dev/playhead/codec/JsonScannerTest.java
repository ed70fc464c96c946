package dev.playhead.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class JsonScannerTest {
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonScanner scanner = new JsonScanner(64);

    @Test
    void shouldAgreeWithJacksonWhenDocumentsAreGoodOrAlmostGood() {
        int good = 0;
        for (long seed = 0; seed < 60_000; seed++) {
            JsonNoise noise = new JsonNoise(seed);
            byte[] document = noise.document();
            byte[] bytes = seed % 3 == 0 ? document : noise.mutated(document);
            boolean expected = isJson(bytes);
            good += expected ? 1 : 0;
            assertThat(scanner.scan(bytes, 0, bytes.length))
                    .as("seed %d: %s: %s", seed, new String(bytes, StandardCharsets.UTF_8), scanner.faultDetail())
                    .isEqualTo(expected);
        }
        assertThat(good).isBetween(20_000, 50_000);
    }

    @Test
    void shouldLookAtNothingOutsideItsRangeWhenMoreBytesStandAround() {
        for (long seed = 0; seed < 10_000; seed++) {
            JsonNoise noise = new JsonNoise(seed);
            byte[] document = noise.mutated(noise.document());
            boolean alone = scanner.scan(document, 0, document.length);
            int before = noise.random().nextInt(10);
            byte[] within = new byte[before + document.length + noise.random().nextInt(20)];
            Arrays.fill(within, (byte) "\"}]x1".charAt(noise.random().nextInt(5)));
            System.arraycopy(document, 0, within, before, document.length);

            assertThat(scanner.scan(within, before, before + document.length))
                    .as("seed %d", seed)
                    .isEqualTo(alone);
        }
    }

    @Test
    void shouldAgreeWithTheCharsetWhenStringsAreOfRandomBytes() {
        for (long seed = 0; seed < 50_000; seed++) {
            JsonNoise noise = new JsonNoise(seed);
            byte[] bytes = new byte[noise.random().nextInt(2, 24)];
            for (int i = 0; i < bytes.length; i++) {
                int nasty = noise.random().nextInt(0x80, 0x100);
                bytes[i] = (byte) (noise.random().nextInt(3) > 0 ? nasty : 'a');
                bytes[i] = i > 0 && noise.random().nextInt(4) == 0 ? (byte) 0xbf : bytes[i];
            }
            bytes[0] = '"';
            bytes[bytes.length - 1] = '"';

            assertThat(scanner.scan(bytes, 0, bytes.length)).as("seed %d", seed).isEqualTo(isUtf8(bytes));
        }
    }

    @Test
    void shouldTellEveryMemberWhenTheValueIsAnObject() {
        byte[] bytes = utf8(" {\"a\" : \"x\\n\", \"\\u0062\":[{\"c\":1}] ,\"d\":{}} ");

        assertThat(scanner.scan(bytes, 0, bytes.length)).isTrue();

        assertThat(scanner.members()).isEqualTo(3);
        assertThat(text(bytes, scanner.start(), scanner.end())).startsWith("{").endsWith("}");
        assertThat(text(bytes, scanner.valueFrom(0), scanner.valueTo(0))).isEqualTo("\"x\\n\"");
        assertThat(scanner.valueTraits(0)).isEqualTo(JsonText.ESCAPED);
        assertThat(text(bytes, scanner.keyFrom(1), scanner.keyTo(1))).isEqualTo("\\u0062");
        assertThat(scanner.keyEscaped(1)).isTrue();
        assertThat(text(bytes, scanner.valueFrom(1), scanner.valueTo(1))).isEqualTo("[{\"c\":1}]");
        assertThat(text(bytes, scanner.valueFrom(2), scanner.valueTo(2))).isEqualTo("{}");
    }

    @Test
    void shouldTellByteAndPlaceWhenThereIsAFault() {
        faulty("{\"a\":[0,{\"b/~\":nul}]}", JsonScanner.Fault.SYNTAX, 15, "/a/1/b~1~0");
        faulty("[1,]", JsonScanner.Fault.SYNTAX, 3, "/1");
        faulty("{\"a\":1,\"a\":2}", JsonScanner.Fault.DUPLICATE_KEY, 7, "/a");
        faulty("[\"a\u0001\"]", JsonScanner.Fault.SYNTAX, 3, "/0");
        faulty("[01]", JsonScanner.Fault.SYNTAX, 2, "");
        faulty("\ufeff{}", JsonScanner.Fault.SYNTAX, 0, "");
        faulty("[".repeat(65) + "]".repeat(65), JsonScanner.Fault.TOO_DEEP, 64, "/0".repeat(64));
    }

    @Test
    void shouldFindTheKeyThatStandsTwiceWhenAnObjectIsHuge() {
        StringBuilder object = new StringBuilder("{\"k\":{\"k1\":1}");
        for (int i = 0; i < 100_000; i++) {
            object.append(",\"k").append(i).append("\":{\"k1\":{},\"k2\":[]}");
        }
        byte[] good = utf8(object + "}");
        byte[] bad = utf8(object + ",\"k7\\u0037777\":0}");

        assertThat(scanner.scan(good, 0, good.length)).isTrue();
        assertThat(scanner.members()).isEqualTo(100_001);
        assertThat(scanner.scan(bad, 0, bad.length)).isFalse();
        assertThat(scanner.faultPointer()).isEqualTo("/k77777");
        assertThat(scanner.scan(good, 0, good.length)).isTrue();
    }

    private void faulty(String json, JsonScanner.Fault fault, int at, String pointer) {
        byte[] bytes = utf8(json);
        assertThat(scanner.scan(bytes, 0, bytes.length)).as(json).isFalse();
        assertThat(scanner.fault()).as(json).isEqualTo(fault);
        assertThat(scanner.faultAt()).as(json).isEqualTo(at);
        assertThat(scanner.faultPointer()).as(json).isEqualTo(pointer);
    }

    private static boolean isJson(byte[] bytes) {
        if (!isUtf8(bytes)) {
            return false; // Jackson takes some of what is not
        }
        try (JsonParser parser = JACKSON.createParser(new String(bytes, StandardCharsets.UTF_8))) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.getText(); // or else the last string is not looked at
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
