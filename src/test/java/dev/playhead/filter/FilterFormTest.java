package dev.playhead.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FilterFormTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "[] ~ []",
                "[{'exact':{'type':'a'}},{'prefix':{'source':'/s'}}] ~ [{'prefix':{'source':'/s'}},{'exact':{'type':'a'}}]",
                "[{'exact':{'type':'a','source':'/s'}}] ~ [{'exact':{'source':'/s'}},{'exact':{'type':'a'}}]",
                "[{'any':[{'exact':{'type':'a'}},{'exact':{'type':'b'}}]}] ~ [{'any':[{'exact':{'type':'b'}},{'exact':{'type':'a'}}]}]",
                "[{'any':[{'exact':{'type':'a'}}]}] ~ [{'exact':{'type':'a'}}]",
                "[{'all':[{'exact':{'type':'a'}},{'all':[{'sql':'TRUE'}]}]}] ~ [{'sql':'TRUE'},{'exact':{'type':'a'}}]",
                "[{'exact':{'type':'a'}},{'exact':{'type':'a'}}] ~ [{'exact':{'type':'a'}}]",
                "[{'not':{'all':[{'suffix':{'id':'1'}}]}}] ~ [{'not':{'suffix':{'id':'1'}}}]",
                "[{'any':[{'any':[{'sql':'A = 1'}]},{'sql':'B = 2'}]}] ~ [{'any':[{'sql':'B = 2'},{'sql':'A = 1'}]}]"
            })
    void shouldBeTheSameWhenTheConditionsAre(String one, String other) {
        assertThat(FilterForm.isSame(json(one), json(other))).isTrue();
        assertThat(FilterForm.isSame(json(other), json(one))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "[] ~ [{'exact':{'type':'a'}}]",
                "[{'exact':{'type':'a'}}] ~ [{'prefix':{'type':'a'}}]",
                "[{'exact':{'type':'a'}}] ~ [{'exact':{'source':'a'}}]",
                "[{'all':[{'exact':{'type':'a'}},{'exact':{'type':'b'}}]}] ~ [{'any':[{'exact':{'type':'a'}},{'exact':{'type':'b'}}]}]",
                "[{'not':{'exact':{'type':'a'}}}] ~ [{'exact':{'type':'a'}}]",
                "[{'exact':{'type':'a','source':'/s'}}] ~ [{'any':[{'exact':{'type':'a'}},{'exact':{'source':'/s'}}]}]",
                "[{'sql':'A = 1'}] ~ [{'sql':'A = 2'}]"
            })
    void shouldDifferWhenTheConditionsDo(String one, String other) {
        assertThat(FilterForm.isSame(json(one), json(other))).isFalse();
        assertThat(FilterForm.isSame(json(other), json(one))).isFalse();
    }

    private static String json(String quoted) {
        return quoted.replace('\'', '"');
    }
}
