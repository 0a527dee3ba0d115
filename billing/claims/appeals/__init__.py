"""Appeals (申诉): a station asks once that another reviewer looks at a decision again."""
