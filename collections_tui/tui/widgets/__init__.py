"""What several screens share. A widget here knows how to draw and to move, and nothing about accounts or services."""
