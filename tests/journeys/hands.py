"""Other ways to walk than by finger or mouse: by keyboard alone, and in a browser without JavaScript."""

from typing import Any

from tests.journeys.walk import WRONG, Walk, file_of

FAR = 400  # presses of Tab after which somebody gives up: no page has as many places
HERE = "each => each === document.activeElement"
OPEN_CHOICES = "each => [...each.options].filter((one) => !one.disabled).map((one) => one.value)"


class Keyboard(Walk):
    """Tab, arrows, space, Enter, typed text; no pointer ever."""

    draws = False

    def _click(self, target: Any) -> None:
        box = target.locator("xpath=self::label//input | self::label/following-sibling::input[1]")
        control = box if box.count() else target
        kind = control.evaluate("each => each.type || each.localName")
        if kind == "radio":
            self._pick(control)
            return
        self._reach(control)
        self.page.keyboard.press("Space" if kind == "checkbox" else "Enter")

    def _pick(self, radio: Any) -> None:
        """Tab comes to one of the group; arrows go on to the one that is meant."""
        group = self.page.locator(f"main input[type=radio][name={radio.get_attribute('name')}]")
        chosen = [each for each in group.all() if each.is_checked()]
        self._reach(chosen[0] if chosen else group.first)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert radio.is_checked()

    def _reach(self, control: Any) -> None:
        """From where the focus is, on and on, as far as it takes."""
        control = control.element_handle()
        for _ in range(FAR):
            if control.evaluate(HERE):
                return
            self.page.keyboard.press("Tab")
        assert control.evaluate(HERE), f"no way by Tab to {control.evaluate('each => each.outerHTML')[:300]}"

    def _write(self, control: Any, value: str) -> None:
        self._reach(control)
        if control.evaluate("each => each.type") == "date":
            self._write_day(control, value)
        else:
            self.page.keyboard.press("Control+a")
            self.page.keyboard.insert_text(value)

    def _write_day(self, control: Any, value: str) -> None:
        """The parts of a date stand in the order of the browser's own language."""
        year, month, day = value.split("-")
        for typed in (f"{month}{day}{year}", f"00{year}{month}{day}", f"{day}{month}{year}"):
            for _ in range(3):
                self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.type(typed)
            if control.input_value() == value:
                return
        assert control.input_value() == value

    def _choose(self, select: Any, value: str) -> None:
        self._reach(select)
        values = select.evaluate(OPEN_CHOICES)
        steps = values.index(value) - values.index(select.input_value())
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        assert select.input_value() == value

    def _search(self, control: Any, value: str) -> None:
        box = control.locator("xpath=ancestor::zc-combobox")
        self._write(box.locator("input[role=combobox]"), value)
        box.locator("[role=option]", has_text=value).first.wait_for()
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")


class Plain(Walk):
    """A browser that runs no script: every act is a link or a form."""

    scripts = False
    draws = False

    def _leave(self, target: Any) -> None:
        with self.page.expect_navigation(wait_until="load"):
            target.click()
        self.look()

    def _search(self, control: Any, value: str) -> None:
        words = control.locator("option", has_text=value).first
        self._choose(control, words.get_attribute("value"))

    def _give(self, place: Any, name: str, content: bytes) -> None:
        place.set_input_files(file_of(name, content))

    def bring(self, place: Any, name: str, content: bytes) -> None:
        """Chosen, sent with the button beside it; the page comes again with the file."""
        before = place.locator(".files li.file").count()
        place.locator("input[type=file]").set_input_files(file_of(name, content))
        with self.page.expect_navigation(wait_until="load"):
            place.get_by_role("button", name="上传").click()
        place.locator(".files li").nth(before).get_by_text("可用").wait_for()

    def look(self) -> None:
        """Axe is a script itself; here the server's answer is what there is to look at."""
        self.journey.looked += 1
        wrong = [each for each in self.page.complaints if "status of 5" in each]
        self.journey.problems += [f"{self.page.url}: {each}" for each in wrong]
        self.page.complaints.clear()
        self.picture()

    def hear(self, response: Any) -> None:
        """A script must not be asked for either: none runs."""
        if response.status >= WRONG:
            self.journey.problems.append(f"{response.status} {response.request.method} {response.url}")
