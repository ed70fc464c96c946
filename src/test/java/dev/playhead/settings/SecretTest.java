package dev.playhead.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "hunter2\n", "hunter2\r\n"})
    void shouldReadTheTextWithoutTheLineEndWhenItIsInAFile(String content) throws IOException {
        assertThat(Secret.in(file(content)).read()).isEqualTo("hunter2");
    }

    @Test
    void shouldKeepSpacesWhenTheyBelongToTheSecret() throws IOException {
        assertThat(Secret.in(file(" a b \n\n")).read()).isEqualTo(" a b \n");
        assertThat(Secret.of(" a ").read()).isEqualTo(" a ");
    }

    @Test
    void shouldReadTheNewTextWhenTheFileHasChanged() throws IOException {
        Secret secret = Secret.in(file("old"));

        file("new");

        assertThat(secret.read()).isEqualTo("new");
    }

    @Test
    void shouldKeepTheTextWhenTheFileIsGoneOrEmpty() throws IOException {
        Secret secret = Secret.in(file("kept"));

        assertThat(Secret.in(file("kept\n")).read()).isEqualTo("kept");
        file("");
        assertThat(secret.read()).isEqualTo("kept");
        Files.delete(directory.resolve("secret"));
        assertThat(secret.read()).isEqualTo("kept");
        file("newer");
        assertThat(secret.read()).isEqualTo("newer");
    }

    @Test
    void shouldNameTheFaultWhenTheFileHasNoSecret() throws IOException {
        assertThatThrownBy(() -> Secret.in(directory.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessage(directory.resolve("none") + " does not exist");
        assertThatThrownBy(() -> Secret.in(directory)).hasMessage(directory + " is a directory");
        assertThatThrownBy(() -> Secret.in(file(" \n"))).hasMessageEndingWith(" is empty");
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, 1, (byte) 0xfe});
        assertThatThrownBy(() -> Secret.in(binary)).hasMessageEndingWith(" is not text in UTF-8");
        Path large = Files.writeString(directory.resolve("large"), "a".repeat(1024 * 1024 + 1));
        assertThatThrownBy(() -> Secret.in(large)).hasMessageContaining("is larger than 1048576 bytes");
    }

    @Test
    void shouldHideTheTextWhenItIsPrinted() {
        assertThat(Secret.of("hunter2")).hasToString("(hidden)");
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("secret"), content);
    }
}
