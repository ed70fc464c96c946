package dev.playhead.load.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MaskedFrameTest {
    private static final int[] LENGTHS = {0, 1, 7, 8, 9, 125, 126, 127, 65_535, 65_536, 70_001};

    @Test
    void shouldGiveThePayloadBackWhenUnmaskedAsTheRfcSays() {
        for (int seed = 0; seed < 500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] payload = new byte[seed < LENGTHS.length ? LENGTHS[seed] : random.nextInt(2000)];
            random.nextBytes(payload);
            ByteBuffer frame = MaskedFrame.of(1, ByteBuffer.wrap(payload), random.nextInt());
            assertThat(frame.get()).as("seed %d", seed).isEqualTo((byte) 0x81);
            assertThat(length(frame)).as("seed %d", seed).isEqualTo(payload.length);
            byte[] mask = new byte[4];
            frame.get(mask);
            byte[] unmasked = new byte[frame.remaining()];
            for (int i = 0; i < unmasked.length; i++) {
                unmasked[i] = (byte) (frame.get() ^ mask[i % 4]);
            }
            assertThat(unmasked).as("seed %d", seed).isEqualTo(payload);
        }
    }

    private static long length(ByteBuffer frame) {
        int marked = frame.get() & 0xff;
        assertThat(marked).as("the mask's bit").isGreaterThanOrEqualTo(0x80);
        int form = marked - 0x80;
        return form == 127 ? frame.getLong() : form == 126 ? frame.getShort() & 0xffff : form;
    }
}
