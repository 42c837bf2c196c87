package cc.dmart.core.internal.entry.ticket;

import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.PERMISSION;
import static cc.dmart.api.model.ResourceType.ROLE;
import static cc.dmart.api.model.ResourceType.TICKET;
import static cc.dmart.api.model.ResourceType.USER;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Ticket;
import cc.dmart.api.service.TicketService;
import cc.dmart.core.internal.entry.service.EntryWorld;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A world with the workflow of the worked example of plugins-events.md 4.8, people of its roles, and a folder for claims. */
abstract class TicketFixture {
    /** The worked example of plugins-events.md 4.8. */
    static final String EXPENSE = """
            {'name':'Expense claim','illustration':'expense',
             'initial_state':[{'name':'draft','roles':['default']},{'name':'submitted','roles':['kiosk']}],
             'states':[
              {'name':'Draft','state':'draft','next':[{'action':'submit','state':'submitted','roles':['employee']},
               {'action':'withdraw','state':'withdrawn','roles':['employee','manager']}]},
              {'name':'Submitted','state':'submitted','next':[{'action':'approve','state':'approved','roles':['manager']},
               {'action':'reject','state':'rejected','roles':['manager']},
               {'action':'ask','state':'needs_info','roles':['manager','auditor']}]},
              {'name':'Needs info','state':'needs_info','next':[{'action':'resubmit','state':'submitted','roles':['employee']}]},
              {'name':'Approved','state':'approved','next':[{'action':'pay','state':'paid','roles':['finance']}]},
              {'name':'Rejected','state':'rejected','next':[{'action':'reopen','state':'submitted','roles':['manager']}],
               'resolutions':[{'key':'no_receipt','en':'No receipt'},{'key':'over_limit','en':'Over limit'}]},
              {'name':'Withdrawn','state':'withdrawn','resolutions':['duplicate','mistake']},
              {'name':'Paid','state':'paid'}]}
            """;

    static final Locator CLAIM = Locator.of("shop", "claims", "t1", TICKET);
    final EntryWorld world = new EntryWorld();

    @BeforeEach
    void people() {
        permission("tickets", "'ticket'", "'view','create','update','progress_ticket','lock','query'", "");
        permission("comments", "'comment'", "'view','create'", "");
        permission("no_reasons", "'ticket'", "'view','progress_ticket'", ",'restricted_fields':['resolution_reason']");
        permission("looker", "'ticket'", "'view'", "");
        role("staff", "'tickets','comments'");
        for (String role : List.of("employee", "manager", "kiosk", "finance", "auditor")) {
            role(role, "");
        }
        user("emma", "'staff','employee'");
        user("max", "'staff','manager'");
        user("mia", "'staff','manager'");
        user("kim", "'staff','kiosk'");
        user("fred", "'staff','finance'");
        user("otto", "'staff','auditor'");
        role("mute", "'tickets'");
        user("mute", "'mute','manager'");
        role("strict", "'no_reasons'");
        user("strict", "'strict','manager'");
        role("looker", "'looker'");
        user("lena", "'looker','manager'");
        workflow("expense", EXPENSE);
        world.put("shop", "/", "claims", cc.dmart.api.model.ResourceType.FOLDER, "{}");
    }

    final void permission(String name, String types, String actions, String more) {
        world.put(
                "management",
                "permissions",
                name,
                PERMISSION,
                "{'subpaths':{'shop':['__all_subpaths__']},'resource_types':[" + types + "],'actions':[" + actions
                        + "],'conditions':[]" + more + "}");
    }

    final void role(String name, String permissions) {
        world.put("management", "roles", name, ROLE, "{'permissions':[" + permissions + "]}");
    }

    final void user(String name, String roles) {
        world.put("management", "users", name, USER, "{'roles':[" + roles + "]}");
    }

    final void workflow(String name, String body) {
        world.putJson("shop", "workflows", name, CONTENT, body, "");
    }

    @AfterEach
    void close() {
        world.close();
    }

    final void ticket(String state, boolean open, String more) {
        world.put(
                "shop",
                "claims",
                "t1",
                TICKET,
                "{'state':'" + state + "','is_open':" + open + ",'workflow_shortname':'expense'" + more + "}");
    }

    final Ticket stored() {
        return new Ticket(world.store.find(CLAIM).orElseThrow().entry());
    }

    final TicketService.Progress progress(
            String user, String action, String resolution, String comment, boolean check) {
        return world.tickets.progress(
                EntryWorld.caller(user),
                CLAIM,
                new TicketService.Step(action, given(resolution), given(comment), check));
    }

    static Optional<String> given(String text) {
        return Optional.ofNullable(text);
    }

    static DmartException refusal(Runnable call) {
        return catchThrowableOfType(DmartException.class, call::run);
    }
}
