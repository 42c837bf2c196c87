package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is told to the operator of a component that did not become active. */
class ComponentsTest {
    @Test
    void theRefusalIsTheFirstOneInTheTrace() {
        assertThat(Components.sentence("""
                java.lang.reflect.InvocationTargetException
                \tat a.B.c(B.java:1)
                Caused by: java.lang.IllegalArgumentException: cxb_folder: /nope cannot be read\r
                \tat a.B.d(B.java:2)
                Caused by: java.lang.IllegalArgumentException: /nope
                """)).contains("cxb_folder: /nope cannot be read");
        assertThat(Components.sentence("java.lang.IllegalArgumentException: channels: no list\n\tat a.B.c(B.java:1)"))
                .contains("channels: no list");
    }

    @Test
    void anotherFailureIsNoRefusal() {
        assertThat(Components.sentence("java.lang.IllegalStateException: java.lang.IllegalArgumentException: x\n"))
                .isEmpty();
        assertThat(Components.sentence("java.lang.IllegalArgumentException\n\tat a.B.c(B.java:1)"))
                .isEmpty();
        assertThat(Components.sentence("Unable to get service for reference $001"))
                .isEmpty();
    }
}
