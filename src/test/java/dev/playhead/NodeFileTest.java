package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.ingest.Incarnation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NodeFileTest {
    @TempDir
    private Path directory;

    @Test
    void shouldCountTheLivesOfOneNode() throws Exception {
        Incarnation first = NodeFile.nextLife(directory);
        Incarnation second = NodeFile.nextLife(directory);

        assertThat(first.start()).isEqualTo(1);
        assertThat(second).isEqualTo(new Incarnation(first.node(), 2));
        assertThat(directory).isDirectoryContaining(file -> file.endsWith("node"));
        assertThat(directory.resolve("node.new")).doesNotExist();
    }

    @Test
    void shouldGoOnWhenAStartEndedBeforeItsFileHadItsName() throws Exception {
        Incarnation first = NodeFile.nextLife(directory);
        Files.writeString(directory.resolve("node.new"), "");

        assertThat(NodeFile.nextLife(directory)).isEqualTo(new Incarnation(first.node(), 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "a b", "1 b"})
    void shouldNameTheFileWhenItHoldsNoNode(String content) throws Exception {
        Files.writeString(directory.resolve("node"), content);

        assertThatThrownBy(() -> NodeFile.nextLife(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.resolve("node").toString());
    }
}
