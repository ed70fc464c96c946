package dev.playhead.load.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HeapTest {
    @Test
    void shouldSumThePartsOfTheHeapOfEitherCollector() {
        assertThat(Heap.used("""
                        4202:
                         garbage-first heap   total 215040K, used 61440K [0x00000000c0000000, 0x0000000100000000)
                          region size 1024K, 12 young (12288K), 3 survivors (3072K)
                         Metaspace       used 52000K, committed 52500K, reserved 1114112K
                          class space    used 6000K, committed 6300K, reserved 1048576K
                        """)).isEqualTo(61440 * 1024.0);
        assertThat(Heap.used("""
                        4202:
                         PSYoungGen      total 305664K, used 1000K [0x00000000eab00000, 0x0000000100000000)
                          eden space 262144K, 0% used [0x00000000eab00000,0x00000000eaba0000,0x00000000fab00000)
                         ParOldGen       total 699392K, used 2000K [0x00000000c0000000, 0x00000000eab00000)
                          object space 699392K, 0% used [0x00000000c0000000,0x00000000c01f4000,0x00000000eab00000)
                         Metaspace       used 52000K, committed 52500K, reserved 1114112K
                        """)).isEqualTo(3000 * 1024.0);
    }

    @Test
    void shouldReadWhatWasAllocatedWhereTheNodeTells() {
        assertThat(Heap.allocated("# TYPE x counter\njvm_gc_memory_allocated_bytes_total 1.5E9\n"))
                .hasValue(1.5e9);
        assertThat(Heap.allocated("playhead_lag 3\n")).isEmpty();
    }
}
