package cc.dmart.core.internal.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a workflow may name beside its states ({@code plugins-events.md} 4.7): what could not be found later is refused early. */
class WorkflowCheckTest {
    private static List<JsonObject> problems(String transition) {
        String body = "{'initial_state':'a','states':[{'state':'a','next':[{'action':'go','state':'b'," + transition
                + "}]},{'state':'b'}]}";
        return WorkflowCheck.problems((JsonObject) JsonCodec.parse(body.replace('\'', '"')));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'guard':'budget_left'",
                "'guard':['Budget-Left','com.acme.Budget$Guard','ميزانية']",
                "'guard':[]",
                "'guard':null,'assign_to':null",
                "'assign_to':'reporter'",
                "'assign_to':'processed_by'",
                "'assign_to':'lina'",
            })
    void namesAreFine(String transition) {
        assertThat(problems(transition)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'guard':'payload.body.amount < 100' | the guard is no name of a guard | guard",
                "'guard':'' | the guard is no name of a guard | guard",
                "'guard':{'payload.body.amount':'100'} | the guard is no name of a guard | guard",
                "'guard':['budget_left',{'x':1}] | the guard is no name of a guard | guard",
                "'guard':true | the guard is no name of a guard | guard",
                "'assign_to':{'role':'manager'} | assign_to is no account, collaborator or reporter | assign_to",
                "'assign_to':'role:manager' | assign_to is no account, collaborator or reporter | assign_to",
                "'assign_to':['lina'] | assign_to is no account, collaborator or reporter | assign_to",
                "'assign_to':'' | assign_to is no account, collaborator or reporter | assign_to",
            })
    void whatIsNoNameIsRefused(String transition, String why, String last) {
        assertThat(problems(transition)).singleElement().satisfies(problem -> {
            assertThat(problem.string("msg")).contains(why);
            assertThat(problem.strings("loc")).containsExactly("states", "a", "go", last);
        });
    }
}
